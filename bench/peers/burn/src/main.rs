//! burn on the processor, with its backend `flex`: `peer-burn NET/TASK`.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::{CrossEntropyLossConfig, MseLoss, Reduction};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{GateController, Linear, Lstm, LstmConfig, PaddingConfig2d};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::{log_sigmoid, relu, tanh};
use burn::tensor::{Device, Int, Tensor};
use std::hint::black_box;
use typenet_bench::clock;
use typenet_bench::data::INPUTS;
use typenet_bench::flat::{Data, LENET_PADDING, Layer, SEQUENCES, Targets, data, layers};

#[derive(Module, Debug)]
struct Net {
    lstm: Option<Lstm>,
    convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    dense: Vec<Linear>,
    tanh: bool,
    last_relu: bool,
}

fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::<1>::from_floats(values, device).reshape(shape)
}

fn convolution(layer: &Layer, padding: usize, device: &Device) -> Conv2d {
    let shape: [usize; 4] = layer.shape[..].try_into().expect("a convolution has four");
    let [outputs, inputs, rows, columns] = shape;
    let padding = PaddingConfig2d::Explicit(padding, padding, padding, padding);
    let config = Conv2dConfig::new([inputs, outputs], [rows, columns]).with_padding(padding);
    let mut convolution = config.init(device);
    convolution.weight = Param::from_tensor(tensor(&layer.weight, shape, device));
    convolution.bias = Some(Param::from_tensor(tensor(&layer.bias, [outputs], device)));
    convolution
}

/// burn has the inputs first.
fn dense(layer: &Layer, device: &Device) -> Linear {
    let (outputs, inputs) = (layer.shape[0], layer.shape[1]);
    let turned: Vec<f32> =
        (0..inputs * outputs).map(|i| layer.weight[i % outputs * inputs + i / outputs]).collect();
    Linear {
        weight: Param::from_tensor(tensor(&turned, [inputs, outputs], device)),
        bias: Some(Param::from_tensor(tensor(&layer.bias, [outputs], device))),
    }
}

/// An LSTM of the layers from the input and from the state to all gates.
fn lstm(layers: [&Layer; 2], device: &Device) -> Lstm {
    let part = |layer: &Layer, gate: usize| {
        let (outputs, inputs) = (layer.shape[0] / 4, layer.shape[1]);
        let rows = gate * outputs..(gate + 1) * outputs;
        let weight = layer.weight[rows.start * inputs..rows.end * inputs].to_vec();
        Layer { shape: vec![outputs, inputs], weight, bias: layer.bias[rows].to_vec() }
    };
    let gate = |gate| {
        let [input_transform, hidden_transform] =
            layers.map(|layer| dense(&part(layer, gate), device));
        GateController { input_transform, hidden_transform }
    };
    let [inputs, hidden] = layers.map(|layer| layer.shape[1]);
    let mut lstm = LstmConfig::new(inputs, hidden, true).init(device);
    (lstm.input_gate, lstm.forget_gate) = (gate(0), Some(gate(1)));
    (lstm.cell_gate, lstm.output_gate) = (gate(2), gate(3));
    lstm
}

impl Net {
    fn new(name: &str, device: &Device) -> Self {
        let layers = layers(name);
        let (recurrent, layers) = layers.split_at(if name == SEQUENCES { 2 } else { 0 });
        let (convolutions, rest): (Vec<_>, Vec<_>) =
            layers.iter().partition(|layer| layer.is_convolution());
        let padded = convolutions.into_iter().zip(LENET_PADDING);
        Net {
            lstm: recurrent.first_chunk().map(|[input, state]| lstm([input, state], device)),
            convolutions: padded
                .map(|(layer, padding)| convolution(layer, padding, device))
                .collect(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            dense: rest.into_iter().map(|layer| dense(layer, device)).collect(),
            tanh: name == "8-8-1",
            last_relu: name == "3-1-2",
        }
    }

    fn forward(&self, input: Input) -> Tensor<2> {
        let mut x = match input {
            Input::Row(x) => x,
            Input::Picture(mut x) => {
                for convolution in &self.convolutions {
                    x = self.pool.forward(relu(convolution.forward(x)));
                }
                x.flatten(1, 3)
            }
            Input::Sequence(x) => {
                self.lstm.as_ref().expect("its net has one").forward(x, None).1.hidden
            }
        };
        for (i, layer) in self.dense.iter().enumerate() {
            x = layer.forward(x);
            if self.last_relu || i + 1 < self.dense.len() {
                x = if self.tanh { tanh(x) } else { relu(x) };
            }
        }
        x
    }
}

#[derive(Clone)]
enum Input {
    Row(Tensor<2>),
    Sequence(Tensor<3>),
    Picture(Tensor<4>),
}

impl Input {
    fn autodiff(self) -> Self {
        match self {
            Input::Row(x) => Input::Row(x.autodiff()),
            Input::Sequence(x) => Input::Sequence(x.autodiff()),
            Input::Picture(x) => Input::Picture(x.autodiff()),
        }
    }
}

enum Target {
    Values(Tensor<2>),
    Probabilities(Tensor<2>),
    Classes(Tensor<1, Int>),
}

/// All inputs and targets, in batches.
fn batches(name: &str, batch: usize, device: &Device) -> (Vec<Input>, Vec<Target>) {
    let Data { shape, inputs, targets } = data(name);
    let inputs = inputs.chunks_exact(batch * shape.iter().product::<usize>());
    let input = |x: &[f32]| match shape[..] {
        [width] => Input::Row(tensor(x, [batch, width], device)),
        [steps, width] => Input::Sequence(tensor(x, [batch, steps, width], device)),
        _ => Input::Picture(tensor(x, [batch, shape[0], shape[1], shape[2]], device)),
    };
    let targets = match targets {
        Targets::None => Vec::new(),
        Targets::Values(values, width) => values
            .chunks_exact(batch * width)
            .map(|values| tensor(values, [batch, width], device))
            .map(if name == "784-64-784" { Target::Probabilities } else { Target::Values })
            .collect(),
        Targets::Classes(classes) => {
            let classes: Vec<i32> = classes.iter().map(|&class| class as i32).collect();
            let batches = classes.chunks_exact(batch);
            batches.map(|classes| Target::Classes(Tensor::from_ints(classes, device))).collect()
        }
    };
    (inputs.map(input).collect(), targets)
}

fn forward(case: &str, name: &str, batch: usize) {
    let device = Device::flex();
    let (net, inputs) = (Net::new(name, &device), batches(name, batch, &device).0);
    let inputs = &inputs[..if batch == 1 { INPUTS } else { 1 }];
    let output = |input: &Input| {
        net.forward(input.clone()).into_data().try_to_vec::<f32>().expect("these are f32")
    };
    let (first, last) = (output(&inputs[0]), output(&inputs[inputs.len() - 1]));
    clock::calls(case, [first[0], last[last.len() - 1]], |i| {
        black_box(net.forward(black_box(&inputs[i % inputs.len()]).clone()));
    });
}

fn training(case: &str, name: &str, batch: usize, rate: f64, optimizer: fn() -> ModuleOptimizer) {
    // The data lie on the plain device: all that lives on the other costs time in each step.
    let plain = Device::flex();
    let device = plain.clone().autodiff();
    let (inputs, targets) = batches(name, batch, &plain);
    let cross_entropy = CrossEntropyLossConfig::new().init(&device);
    // A step takes the net and gives it back.
    let start = || (Some(Net::new(name, &device)), optimizer());
    let mut state = start();
    let reset = |state: &mut _| *state = start();
    clock::training(case, reset, &mut state, |(place, optimizer), i| {
        let i = i % inputs.len();
        let net = place.take().expect("put back below");
        let output = net.forward(black_box(&inputs[i]).clone().autodiff());
        let loss = match black_box(&targets[i]) {
            Target::Values(target) => {
                MseLoss::new().forward(output, target.clone().autodiff(), Reduction::Mean)
            }
            // As burn's own loss, whose targets are integers.
            Target::Probabilities(target) => {
                let no = target.clone().autodiff().neg() + 1.0;
                (no * output.clone() - log_sigmoid(output)).mean()
            }
            Target::Classes(target) => cross_entropy.forward(output, target.clone().autodiff()),
        };
        let gradient = GradientsParams::from_grads(loss.backward(), &net);
        *place = Some(optimizer.step(rate, net, gradient));
        loss.into_scalar::<f32>()
    });
}

fn main() {
    let case = std::env::args().nth(1).unwrap_or_default();
    let (name, task) = case.split_once('/').unwrap_or_default();
    let adam = || AdamConfig::new().with_epsilon(1e-8).init();
    match task {
        "forward" => forward(&case, name, 1),
        "forward-64" => forward(&case, name, 64),
        "sgd" => {
            let rate = if name == "3-1-2" { 0.1 } else { 0.01 };
            training(&case, name, 1, rate, || SgdConfig::new().init());
        }
        "adam-1" => training(&case, name, 1, 1e-3, adam),
        "adam-32" => training(&case, name, 32, 1e-3, adam),
        "adam-128" => training(&case, name, 128, 1e-3, adam),
        _ => (),
    }
}
