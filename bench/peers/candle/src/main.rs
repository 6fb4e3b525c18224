//! candle on the processor: `peer-candle NET/TASK`.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{
    AdamW, Conv2d, Conv2dConfig, LSTM, LSTMConfig, Linear, Module, Optimizer, ParamsAdamW, RNN,
    SGD, Sequential, VarBuilder, loss, lstm, seq,
};
use std::collections::HashMap;
use std::hint::black_box;
use std::iter::zip;
use typenet_bench::clock;
use typenet_bench::data::INPUTS;
use typenet_bench::flat::{Data, LENET_PADDING, Layer, SEQUENCES, Targets, data, layers};

const CPU: &Device = &Device::Cpu;

struct Net {
    layers: Sequential,
    variables: Vec<Var>,
}

/// Weight and bias, which are trained.
fn variables_of(layer: &Layer) -> Result<[Var; 2]> {
    Ok([
        Var::from_slice(&layer.weight, &layer.shape[..], CPU)?,
        Var::from_slice(&layer.bias, layer.bias.len(), CPU)?,
    ])
}

/// An LSTM of the layers from the input and from the state.
fn lstm_of([input, state]: [&[Var; 2]; 2]) -> Result<LSTM> {
    let names = [["weight_ih_l0", "bias_ih_l0"], ["weight_hh_l0", "bias_hh_l0"]];
    let named = zip(names.as_flattened(), input.iter().chain(state));
    let named = named.map(|(name, tensor)| (name.to_string(), tensor.as_tensor().clone()));
    let tensors = VarBuilder::from_tensors(HashMap::from_iter(named), DType::F32, CPU);
    lstm(input[0].dim(1)?, state[0].dim(1)?, LSTMConfig::default(), tensors)
}

impl Net {
    fn new(name: &str) -> Result<Self> {
        let (mut net, mut variables) = (seq(), Vec::new());
        let mut layers = layers(name);
        if name == SEQUENCES {
            let (input, state) =
                (variables_of(&layers.remove(0))?, variables_of(&layers.remove(0))?);
            let lstm = lstm_of([&input, &state])?;
            net = net.add_fn(move |x| Ok(lstm.seq(x)?.pop().expect("eight steps").h));
            variables.extend(input.into_iter().chain(state));
        }
        let mut paddings = LENET_PADDING.into_iter();
        let mut flat = true;
        for (i, layer) in layers.iter().enumerate() {
            let [weight, bias] = variables_of(layer)?;
            let (w, b) = (weight.as_tensor().clone(), Some(bias.as_tensor().clone()));
            variables.extend([weight, bias]);
            if layer.is_convolution() {
                let padding = paddings.next().unwrap_or_default();
                let config = Conv2dConfig { padding, ..Default::default() };
                net = net.add(Conv2d::new(w, b, config));
                net = net.add_fn(|x| x.relu()?.max_pool2d(2));
                flat = false;
                continue;
            }
            if !flat {
                net = net.add_fn(|x| x.flatten_from(1));
                flat = true;
            }
            net = net.add(Linear::new(w, b));
            if i + 1 < layers.len() || name == "3-1-2" {
                net = net.add_fn(if name == "8-8-1" { Tensor::tanh } else { Tensor::relu });
            }
        }
        Ok(Net { layers: net, variables })
    }

    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.layers.forward(input)
    }
}

/// All inputs and targets, in batches.
fn batches(name: &str, batch: usize) -> Result<(Vec<Tensor>, Vec<Tensor>)> {
    let Data { mut shape, inputs, targets } = data(name);
    shape.insert(0, batch);
    let inputs = inputs.chunks_exact(shape.iter().product());
    let inputs = inputs.map(|x| Tensor::from_slice(x, &shape[..], CPU)).collect::<Result<_>>()?;
    let targets = match targets {
        Targets::None => Vec::new(),
        Targets::Values(values, width) => values
            .chunks_exact(batch * width)
            .map(|values| Tensor::from_slice(values, (batch, width), CPU))
            .collect::<Result<_>>()?,
        Targets::Classes(classes) => {
            let classes: Vec<u32> = classes.iter().map(|&class| class as u32).collect();
            let batches = classes.chunks_exact(batch);
            batches.map(|classes| Tensor::from_slice(classes, batch, CPU)).collect::<Result<_>>()?
        }
    };
    Ok((inputs, targets))
}

fn forward(case: &str, name: &str, batch: usize) -> Result<()> {
    let (net, inputs) = (Net::new(name)?, batches(name, batch)?.0);
    let inputs = &inputs[..if batch == 1 { INPUTS } else { 1 }];
    let output = |input: &Tensor| net.forward(input)?.flatten_all()?.to_vec1::<f32>();
    let (first, last) = (output(&inputs[0])?, output(&inputs[inputs.len() - 1])?);
    clock::calls(case, [first[0], last[last.len() - 1]], |i| {
        black_box(net.forward(black_box(&inputs[i % inputs.len()])).expect("shapes that fit"));
    });
    Ok(())
}

fn training<O: Optimizer>(
    case: &str,
    name: &str,
    batch: usize,
    optimizer: impl Fn(Vec<Var>) -> Result<O>,
) -> Result<()> {
    let (inputs, targets) = batches(name, batch)?;
    let loss = match name {
        "784-128-10" | "784-256-256-10" | SEQUENCES => loss::cross_entropy,
        "784-64-784" => loss::binary_cross_entropy_with_logit,
        _ => loss::mse,
    };
    let start = || {
        let net = Net::new(name)?;
        let optimizer = optimizer(net.variables.clone())?;
        Ok::<_, candle_core::Error>((net, optimizer))
    };
    let step = |(net, optimizer): &mut (Net, O), i: usize| {
        let i = i % inputs.len();
        let loss = loss(&net.forward(black_box(&inputs[i]))?, black_box(&targets[i]))?;
        optimizer.backward_step(&loss)?;
        loss.to_scalar::<f32>()
    };
    let mut state = start()?;
    let reset = |state: &mut (Net, O)| *state = start().expect("as before");
    clock::training(case, reset, &mut state, |state, i| step(state, i).expect("as before"));
    Ok(())
}

fn main() -> Result<()> {
    let case = std::env::args().nth(1).unwrap_or_default();
    let (name, task) = case.split_once('/').unwrap_or_default();
    let sgd = |variables| SGD::new(variables, if name == "3-1-2" { 0.1 } else { 0.01 });
    // Without decay AdamW is Adam.
    let settings = || ParamsAdamW { lr: 1e-3, weight_decay: 0.0, ..Default::default() };
    let adam = |variables| AdamW::new(variables, settings());
    match task {
        "forward" => forward(&case, name, 1),
        "forward-64" => forward(&case, name, 64),
        "sgd" => training(&case, name, 1, sgd),
        "adam-1" => training(&case, name, 1, adam),
        // The gradient of max_pool2d comes out four times too small (0.11.1).
        "adam-32" if name == "lenet-5" => Ok(()),
        "adam-32" => training(&case, name, 32, adam),
        "adam-128" => training(&case, name, 128, adam),
        _ => Ok(()),
    }
}
