//! candle on the processor: `peer-candle NET/TASK`.

use candle_core::{Device, Result, Tensor, Var};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, SGD, loss};
use std::hint::black_box;
use typenet_bench::clock;
use typenet_bench::data::{self, INPUTS};

const CPU: &Device = &Device::Cpu;

struct Net {
    layers: Vec<Linear>,
    variables: Vec<Var>,
    tanh: bool,
    last_relu: bool,
}

impl Net {
    fn new(name: &str) -> Result<Self> {
        let mut variables = Vec::new();
        let mut layers = Vec::new();
        for (weight, bias) in parameters(name)? {
            let (weight, bias) = (Var::from_tensor(&weight)?, Var::from_tensor(&bias)?);
            layers.push(Linear::new(weight.as_tensor().clone(), Some(bias.as_tensor().clone())));
            variables.extend([weight, bias]);
        }
        Ok(Net { layers, variables, tanh: name == "8-8-1", last_relu: name == "3-1-2" })
    }

    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let mut x = input.clone();
        for (i, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&x)?;
            if self.last_relu || i + 1 < self.layers.len() {
                x = if self.tanh { x.tanh()? } else { x.relu()? };
            }
        }
        Ok(x)
    }
}

/// Weights, (out, in), and biases.
fn parameters(name: &str) -> Result<Vec<(Tensor, Tensor)>> {
    fn tensors<const I: usize, const O: usize>(
        layer: data::Dense<I, O>,
    ) -> Result<(Tensor, Tensor)> {
        let weight = Tensor::from_slice(layer.weight.as_flattened(), (I, O), CPU)?;
        Ok((weight.t()?.contiguous()?, Tensor::from_slice(&layer.bias, O, CPU)?))
    }
    use data::dense;
    let small = data::dense_3_1_2();
    match name {
        "3-1-2" => vec![tensors(small.0), tensors(small.1)],
        "1-16-16-1" => {
            vec![
                tensors(dense::<1, 16>(1)),
                tensors(dense::<16, 16>(2)),
                tensors(dense::<16, 1>(3)),
            ]
        }
        "784-128-10" => vec![tensors(dense::<784, 128>(1)), tensors(dense::<128, 10>(2))],
        "3-64-64-1" => {
            vec![
                tensors(dense::<3, 64>(1)),
                tensors(dense::<64, 64>(2)),
                tensors(dense::<64, 1>(3)),
            ]
        }
        "8-8-1" => vec![tensors(dense::<8, 8>(1)), tensors(dense::<8, 1>(2))],
        _ => vec![tensors(dense::<3, 16>(1)), tensors(dense::<16, 1>(2))],
    }
    .into_iter()
    .collect()
}

/// All inputs and targets, in batches.
fn batches(name: &str, batch: usize) -> Result<(Vec<Tensor>, Vec<Tensor>)> {
    fn rows<const N: usize>(rows: &[[f32; N]], batch: usize) -> Result<Vec<Tensor>> {
        rows.chunks(batch)
            .map(|rows| Tensor::from_slice(rows.as_flattened(), (rows.len(), N), CPU))
            .collect()
    }
    match name {
        "3-1-2" => {
            let (inputs, targets) = data::positive::<2>();
            Ok((rows(&inputs, batch)?, rows(&targets, batch)?))
        }
        "3-16-1" => {
            let (inputs, targets) = data::positive::<1>();
            Ok((rows(&inputs, batch)?, rows(&targets, batch)?))
        }
        "1-16-16-1" => {
            let (inputs, targets) = data::sine();
            Ok((rows(&inputs, batch)?, rows(&targets, batch)?))
        }
        "784-128-10" => {
            let (inputs, classes) = data::pictures();
            let classes: Vec<u32> = classes.iter().map(|&class| class as u32).collect();
            let targets = classes.chunks(batch).map(|c| Tensor::from_slice(c, c.len(), CPU));
            Ok((rows(&inputs, batch)?, targets.collect::<Result<_>>()?))
        }
        "3-64-64-1" => Ok((rows(&data::rows::<3>(INPUTS, 1.0), batch)?, Vec::new())),
        _ => Ok((rows(&data::rows::<8>(INPUTS, 1.0), batch)?, Vec::new())),
    }
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
    let loss = if name == "784-128-10" { loss::cross_entropy } else { loss::mse };
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
        "adam-32" => training(&case, name, 32, adam),
        "adam-128" => training(&case, name, 128, adam),
        _ => Ok(()),
    }
}
