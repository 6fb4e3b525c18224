//! The nets, with the weights that every peer starts with.

use typenet::layers;
use typenet::prelude::*;
use typenet_bench::data::{Dense, convolution, dense, dense_3_1_2};

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

fn set<const I: usize, const O: usize>(layer: &mut layers::Dense<I, O>, from: Dense<I, O>) {
    layer.weight = *from.weight;
    layer.bias = from.bias;
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
