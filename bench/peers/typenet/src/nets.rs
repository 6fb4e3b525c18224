//! The nets, with the weights that every peer starts with.

use typenet::prelude::*;
use typenet_bench::data::{Dense, dense, dense_3_1_2};

network! { pub struct Small<hidden: dense(3 -> 1), relu, output: dense(1 -> 2), relu> }
network! {
    pub struct Sine<first: dense(1 -> 16), relu, second: dense(16 -> 16), relu, output: dense(16 -> 1)>
}
network! { pub struct Digits<hidden: dense(784 -> 128), relu, output: dense(128 -> 10)> }
network! {
    pub struct Wide<first: dense(3 -> 64), relu, second: dense(64 -> 64), relu, output: dense(64 -> 1)>
}
network! { pub struct Tanh<hidden: dense(8 -> 8), tanh, output: dense(8 -> 1)> }
network! { pub struct Regression<hidden: dense(3 -> 16), relu, output: dense(16 -> 1)> }

fn set<const I: usize, const O: usize>(
    layer: &mut typenet::layers::Dense<I, O>,
    from: Dense<I, O>,
) {
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

impl Sine {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        set(&mut net.first, dense(1));
        set(&mut net.second, dense(2));
        set(&mut net.output, dense(3));
        net
    }
}

impl Digits {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        set(&mut net.hidden, dense(1));
        set(&mut net.output, dense(2));
        net
    }
}

impl Wide {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        set(&mut net.first, dense(1));
        set(&mut net.second, dense(2));
        set(&mut net.output, dense(3));
        net
    }
}

impl Tanh {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        set(&mut net.hidden, dense(1));
        set(&mut net.output, dense(2));
        net
    }
}

impl Regression {
    pub fn start() -> Box<Self> {
        let mut net = Self::boxed();
        set(&mut net.hidden, dense(1));
        set(&mut net.output, dense(2));
        net
    }
}
