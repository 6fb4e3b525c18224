//! The net, and what its layers compute, one by one.

use typenet::layer::{Layer, Saved};
use typenet::layers::Relu;
use typenet::prelude::*;

network! {
    /// The net of the worked example.
    pub struct Net<
        first: dense(3 -> 1), relu,
        second: dense(1 -> 2), relu,
    >
}

/// A forward pass that keeps everything: the way back needs it.
pub struct Forward {
    pub input: [f32; 3],
    /// What the first layer gives, and what its relu makes of it.
    pub first: [f32; 1],
    pub hidden: [f32; 1],
    /// What the second layer gives, and what its relu makes of it.
    pub second: [f32; 2],
    pub output: [f32; 2],
}

impl Forward {
    pub fn new(net: &Net, input: [f32; 3]) -> Self {
        let mut pass =
            Forward { input, first: [0.0], hidden: [0.0], second: [0.0; 2], output: [0.0; 2] };
        net.first.forward(&pass.input, &mut pass.first);
        Relu.forward(&pass.first, &mut pass.hidden);
        net.second.forward(&pass.hidden, &mut pass.second);
        Relu.forward(&pass.second, &mut pass.output);
        pass
    }
}

/// The way back: E's derivative with respect to everything between input and output.
pub struct Backward {
    /// With respect to what the second layer gave.
    pub d_second: [f32; 2],
    /// With respect to what came out of the first relu.
    pub d_hidden: [f32; 1],
    /// With respect to what the first layer gave.
    pub d_first: [f32; 1],
    /// With respect to all weights and biases: a value of the net's own type.
    pub gradient: Net,
}

impl Backward {
    /// Goes back through each layer, last to first, from E's derivative with respect to the output.
    pub fn new(net: &Net, pass: &Forward, d_output: &[f32; 2]) -> Self {
        let mut back =
            Backward { d_second: [0.0; 2], d_hidden: [0.0], d_first: [0.0], gradient: Net::ZERO };
        let Backward { d_second, d_hidden, d_first, gradient } = &mut back;

        // A layer is given back what it was given and what it made of it; these layers keep no more.
        let saved = Saved { input: &pass.second, output: &pass.output, cache: &mut [] };
        Relu.backward(saved, d_output, Some(d_second), &mut Relu);
        let saved = Saved { input: &pass.hidden, output: &pass.second, cache: &mut [] };
        net.second.backward(saved, d_second, Some(d_hidden), &mut gradient.second);
        let saved = Saved { input: &pass.first, output: &pass.hidden, cache: &mut [] };
        Relu.backward(saved, d_hidden, Some(d_first), &mut Relu);
        let saved = Saved { input: &pass.input, output: &pass.first, cache: &mut [] };
        net.first.backward(saved, d_first, None, &mut gradient.first);
        back
    }
}
