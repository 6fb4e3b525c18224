//! dfdx on the processor: `peer-dfdx NET/TASK`. Training is the loop of its own example 06-mnist.

use dfdx::nn::builders::Linear;
use dfdx::optim::{Adam, AdamConfig, Sgd, SgdConfig};
use dfdx::prelude::*;
use std::hint::black_box;
use typenet_bench::clock;
use typenet_bench::data::{self, INPUTS, pictures, positive, rows, sine};

type Dense<const I: usize, const O: usize> = dfdx::nn::modules::Linear<I, O, f32, Cpu>;
type Small = ((Linear<3, 1>, ReLU), (Linear<1, 2>, ReLU));
type Sine = ((Linear<1, 16>, ReLU), (Linear<16, 16>, ReLU), Linear<16, 1>);
type Digits = ((Linear<784, 128>, ReLU), Linear<128, 10>);
type Wide = ((Linear<3, 64>, ReLU), (Linear<64, 64>, ReLU), Linear<64, 1>);
type Hyperbolic = ((Linear<8, 8>, Tanh), Linear<8, 1>);
type Regression = ((Linear<3, 16>, ReLU), Linear<16, 1>);

fn set<const I: usize, const O: usize>(to: &mut Dense<I, O>, from: data::Dense<I, O>) {
    let weight: Vec<f32> = (0..I * O).map(|k| from.weight[k % I][k / I]).collect();
    to.weight.copy_from(&weight);
    to.bias.copy_from(&from.bias);
}

/// Batches of rows, as tensors.
macro_rules! batches {
    ($rows:expr, $batch:literal, $width:literal) => {{
        let device = Cpu::default();
        let tensor = |rows: &[[f32; $width]]| {
            let shape = (Const::<$batch>, Const::<$width>);
            device.tensor_from_vec(rows.as_flattened().to_vec(), shape)
        };
        $rows.chunks_exact($batch).map(tensor).collect::<Vec<_>>()
    }};
}

macro_rules! forward {
    ($case:expr, $net:expr, $inputs:expr) => {{
        let (net, inputs) = ($net, $inputs);
        let first = net.forward(inputs[0].clone()).as_vec();
        let last = net.forward(inputs[inputs.len() - 1].clone()).as_vec();
        clock::calls($case, [first[0], last[last.len() - 1]], |i| {
            black_box(net.forward(black_box(&inputs[i % inputs.len()]).clone()));
        });
    }};
}

macro_rules! training {
    ($case:expr, $start:expr, $inputs:expr, $targets:expr, $loss:ident, $optimizer:expr) => {{
        let (inputs, targets) = ($inputs, $targets);
        let start = || {
            let net = $start;
            let optimizer = $optimizer(&net);
            let gradient = Some(net.alloc_grads());
            (net, optimizer, gradient)
        };
        let mut state = start();
        let reset = |state: &mut _| *state = start();
        clock::training($case, reset, &mut state, |(net, optimizer, gradient), i| {
            let i = i % inputs.len();
            let traced = black_box(&inputs[i]).trace(gradient.take().expect("put back below"));
            let loss = $loss(net.forward_mut(traced), black_box(&targets[i]).clone());
            let value = loss.array();
            let mut used = loss.backward();
            optimizer.update(net, &used).expect("all parameters are used");
            net.zero_grads(&mut used);
            *gradient = Some(used);
            value
        });
    }};
}

macro_rules! sgd {
    ($rate:literal) => {
        |net: &_| Sgd::new(net, SgdConfig { lr: $rate, ..Default::default() })
    };
}

macro_rules! adam {
    () => {
        |net: &_| Adam::new(net, AdamConfig { lr: 1e-3, ..Default::default() })
    };
}

fn main() {
    dfdx::flush_denormals_to_zero();
    let device = Cpu::default();
    let case = std::env::args().nth(1).unwrap_or_default();
    let small = || {
        let mut net = device.build_module::<Small, f32>();
        let (hidden, output) = data::dense_3_1_2();
        set(&mut net.0.0, hidden);
        set(&mut net.1.0, output);
        net
    };
    let curve = || {
        let mut net = device.build_module::<Sine, f32>();
        set(&mut net.0.0, data::dense(1));
        set(&mut net.1.0, data::dense(2));
        set(&mut net.2, data::dense(3));
        net
    };
    let digits = || {
        let mut net = device.build_module::<Digits, f32>();
        set(&mut net.0.0, data::dense(1));
        set(&mut net.1, data::dense(2));
        net
    };
    let wide = || {
        let mut net = device.build_module::<Wide, f32>();
        set(&mut net.0.0, data::dense(1));
        set(&mut net.1.0, data::dense(2));
        set(&mut net.2, data::dense(3));
        net
    };
    let hyperbolic = || {
        let mut net = device.build_module::<Hyperbolic, f32>();
        set(&mut net.0.0, data::dense(1));
        set(&mut net.1, data::dense(2));
        net
    };
    let regression = || {
        let mut net = device.build_module::<Regression, f32>();
        set(&mut net.0.0, data::dense(1));
        set(&mut net.1, data::dense(2));
        net
    };
    let classes = |classes: &[usize]| -> Vec<[f32; 10]> {
        let one_hot = |&class: &usize| std::array::from_fn(|i| f32::from(u8::from(i == class)));
        classes.iter().map(one_hot).collect()
    };
    let name = &case[..];
    use cross_entropy_with_logits_loss as cross_entropy;
    match name {
        "3-1-2/forward" => forward!(name, small(), batches!(positive::<2>().0[..INPUTS], 1, 3)),
        "3-1-2/sgd" => {
            let (x, t) = positive();
            training!(name, small(), batches!(x, 1, 3), batches!(t, 1, 2), mse_loss, sgd!(0.1));
        }
        "1-16-16-1/forward" => forward!(name, curve(), batches!(sine().0[..INPUTS], 1, 1)),
        "1-16-16-1/sgd" => {
            let (x, t) = sine();
            training!(name, curve(), batches!(x, 1, 1), batches!(t, 1, 1), mse_loss, sgd!(0.01));
        }
        "1-16-16-1/adam-32" => {
            let (x, t) = sine();
            training!(name, curve(), batches!(x, 32, 1), batches!(t, 32, 1), mse_loss, adam!());
        }
        "784-128-10/forward" => forward!(name, digits(), batches!(pictures().0[..INPUTS], 1, 784)),
        "784-128-10/forward-64" => forward!(name, digits(), batches!(pictures().0[..64], 64, 784)),
        "784-128-10/sgd" => {
            let (x, t) = pictures();
            let (x, t) = (batches!(x, 1, 784), batches!(classes(&t), 1, 10));
            training!(name, digits(), x, t, cross_entropy, sgd!(0.01));
        }
        "784-128-10/adam-32" => {
            let (x, t) = pictures();
            let (x, t) = (batches!(x, 32, 784), batches!(classes(&t), 32, 10));
            training!(name, digits(), x, t, cross_entropy, adam!());
        }
        "784-128-10/adam-128" => {
            let (x, t) = pictures();
            let (x, t) = (batches!(x, 128, 784), batches!(classes(&t), 128, 10));
            training!(name, digits(), x, t, cross_entropy, adam!());
        }
        "3-64-64-1/forward" => forward!(name, wide(), batches!(rows::<3>(INPUTS, 1.0), 1, 3)),
        "8-8-1/forward" => forward!(name, hyperbolic(), batches!(rows::<8>(INPUTS, 1.0), 1, 8)),
        "3-16-1/adam-1" => {
            let (x, t) = positive();
            training!(name, regression(), batches!(x, 1, 3), batches!(t, 1, 1), mse_loss, adam!());
        }
        _ => (),
    }
}
