//! The nets, with the weights that every peer starts with.

use typenet::layer::Layer;
use typenet::layers::{self, LstmState};
use typenet::prelude::*;
use typenet_bench::data::{Dense, convolution, dense, dense_3_1_2, symmetric};

network! { pub struct Small<hidden: dense(3 -> 1), relu, output: dense(1 -> 2), relu> }
network! {
    pub struct Sine<first: dense(1 -> 16), relu, second: dense(16 -> 16), relu, output: dense(16 -> 1)>
}
network! { pub struct Digits<hidden: dense(784 -> 128), relu, output: dense(128 -> 10)> }
network! {
    pub struct Deep<
        first: dense(784 -> 256), relu, second: dense(256 -> 256), relu, output: dense(256 -> 10),
    >
}
network! {
    pub struct Wide<first: dense(3 -> 64), relu, second: dense(64 -> 64), relu, output: dense(64 -> 1)>
}
network! { pub struct Tanh<hidden: dense(8 -> 8), tanh, output: dense(8 -> 1)> }
network! { pub struct Regression<hidden: dense(3 -> 16), relu, output: dense(16 -> 1)> }
// Its loss holds the sigmoid.
network! { pub struct Autoencoder<hidden: dense(784 -> 64), relu, output: dense(64 -> 784)> }
// How long its sequences are means nothing to a step.
network! { pub struct Stream<lstm: lstm(1x1 -> 16), output: dense(16 -> 1)> }
network! { pub struct Sequence<lstm: lstm(8x32 -> 64), output: dense(64 -> 10)> }
network! {
    pub struct LeNet<
        first: conv2d(1x28x28 -> 6x28x28, kernel = 5, padding = 2), relu,
        max_pool2d(6x28x28 -> 6x14x14, kernel = 2),
        second: conv2d(6x14x14 -> 16x10x10, kernel = 5), relu,
        max_pool2d(16x10x10 -> 16x5x5, kernel = 2),
        flatten(16x5x5 -> 400),
        third: dense(400 -> 120), relu,
        fourth: dense(120 -> 84), relu,
        output: dense(84 -> 10),
    >
}

// The depthwise separable convolutions that spot keywords in a second of sound (MLPerf Tiny), batch norms folded in.
network! {
    pub struct Keywords<
        first: conv2d(1x49x10 -> 64x25x5, kernel = 10x4, stride = 2, padding = same), relu,
        depthwise_1: conv2d(64x25x5 -> 64x25x5, kernel = 3, padding = 1, groups = 64), relu,
        pointwise_1: conv2d(64x25x5 -> 64x25x5, kernel = 1), relu,
        depthwise_2: conv2d(64x25x5 -> 64x25x5, kernel = 3, padding = 1, groups = 64), relu,
        pointwise_2: conv2d(64x25x5 -> 64x25x5, kernel = 1), relu,
        depthwise_3: conv2d(64x25x5 -> 64x25x5, kernel = 3, padding = 1, groups = 64), relu,
        pointwise_3: conv2d(64x25x5 -> 64x25x5, kernel = 1), relu,
        depthwise_4: conv2d(64x25x5 -> 64x25x5, kernel = 3, padding = 1, groups = 64), relu,
        pointwise_4: conv2d(64x25x5 -> 64x25x5, kernel = 1), relu,
        global_avg_pool2d(64x25x5 -> 64),
        output: dense(64 -> 12),
    >
}

fn set<const I: usize, const O: usize>(layer: &mut layers::Dense<I, O>, from: Dense<I, O>) {
    layer.weight = *from.weight;
    layer.bias = from.bias;
}

/// The layers of these numbers, from the input and from the state to the gates.
fn set_lstm<const F: usize, const H: usize, const GATES: usize>(
    layer: &mut layers::Lstm<F, H>,
    input: Dense<F, GATES>,
    state: Dense<H, GATES>,
) {
    let weight_ih = layer.weight_ih.as_flattened_mut().as_flattened_mut();
    weight_ih.copy_from_slice(input.weight.as_flattened());
    let weight_hh = layer.weight_hh.as_flattened_mut().as_flattened_mut();
    weight_hh.copy_from_slice(state.weight.as_flattened());
    layer.bias_ih.as_flattened_mut().copy_from_slice(&input.bias);
    layer.bias_hh.as_flattened_mut().copy_from_slice(&state.bias);
}

impl Small {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        let (hidden, output) = dense_3_1_2();
        set(&mut net.hidden, hidden);
        set(&mut net.output, output);
        net
    }
}

/// A net of dense layers starts with the layers of these numbers, from 1.
macro_rules! start {
    ($net:ident: $($layer:ident = $number:literal),*) => {
        impl $net {
            pub fn start() -> Box<Self> {
                let mut net = Self::boxed();
                $(set(&mut net.$layer, dense($number));)*
                net
            }
        }
    };
}
start!(Sine: first = 1, second = 2, output = 3);
start!(Digits: hidden = 1, output = 2);
start!(Deep: first = 1, second = 2, output = 3);
start!(Wide: first = 1, second = 2, output = 3);
start!(Tanh: hidden = 1, output = 2);
start!(Regression: hidden = 1, output = 2);
start!(Autoencoder: hidden = 1, output = 2);

/// One with an LSTM, of so many gates' values in all.
macro_rules! start_lstm {
    ($net:ident: $gates:expr) => {
        impl $net {
            pub fn start() -> Box<Self> {
                let mut net = Self::boxed();
                set_lstm::<_, _, { $gates }>(&mut net.lstm, dense(1), dense(2));
                set(&mut net.output, dense(3));
                net
            }
        }
    };
}
start_lstm!(Stream: 4 * 16);
start_lstm!(Sequence: 4 * 64);

impl Stream {
    #[inline]
    pub fn step(&self, input: &[f32; 1], state: &mut LstmState<16>) -> [f32; 1] {
        let mut output = [0.0];
        self.lstm.step(input, state);
        self.output.forward(&state.hidden, &mut output);
        output
    }
}

impl LeNet {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        let first = convolution(1);
        (net.first.weight, net.first.bias) = (first.weight, first.bias);
        let second = convolution(2);
        (net.second.weight, net.second.bias) = (second.weight, second.bias);
        set(&mut net.third, dense(3));
        set(&mut net.fourth, dense(4));
        set(&mut net.output, dense(5));
        net
    }
}

impl Keywords {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        let mut number = 1;
        macro_rules! fill {
            ($($layer:ident)*) => { $(
                let layer = &mut net.$layer;
                let weight = layer.weight.as_flattened_mut().as_flattened_mut().as_flattened_mut();
                fill(number, weight, &mut layer.bias);
                number += 1;
            )* };
        }
        fill!(first depthwise_1 pointwise_1 depthwise_2 pointwise_2 depthwise_3 pointwise_3 depthwise_4 pointwise_4);
        set(&mut net.output, dense(number));
        net
    }
}

/// The layer of this number, from 1, with weights in PyTorch's order.
fn fill(number: u32, weight: &mut [f32], bias: &mut [f32]) {
    let inputs = weight.len() / bias.len();
    let scale = (1.0 / (inputs as f64).sqrt()) as f32;
    for (seed, values) in [(2 * number - 1, weight), (2 * number, bias)] {
        for (i, value) in values.iter_mut().enumerate() {
            *value = symmetric(seed, i) * scale;
        }
    }
}
