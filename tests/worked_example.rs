//! The example that this project grew from, to the last digit.
//!
//! Every number in it is a sum of few powers of two, or is what f32 makes of the decimal, so `==` holds:
//! 0.025 in f32 is a quarter of 0.1 in f32, and each weight changes by one rounded addition.

use typenet::Saved;
use typenet::layer::Layer;
use typenet::layers::{Dense, Relu};
use typenet::prelude::*;

network! { struct Net<dense(3 -> 1), relu, dense(1 -> 2), relu> }

const INPUT: [f32; 3] = [1.0, 0.5, 1.0];
const TARGET: [f32; 2] = [0.5, 1.0];

fn net() -> Net {
    let mut net = Net::ZERO;
    net.dense.weight = [[0.5], [1.0], [-0.5]];
    net.dense_2.weight = [[-1.0, 1.0]];
    net
}

/// One layer forward.
fn forward<L: Layer<I, O>, I, O: Tensor>(layer: &L, input: &I) -> O {
    let mut output = O::ZERO;
    layer.forward(input, &mut output);
    output
}

/// One layer back: dE/d input and the layer's gradient.
fn backward<L: Layer<I, O>, I: Tensor, O: Tensor>(
    layer: &L,
    input: &I,
    output: &O,
    d_output: &O,
) -> (I, L) {
    let (mut d_input, mut gradient) = (I::ZERO, L::ZERO);
    let saved = Saved { input, output, cache: &mut [] };
    layer.backward(saved, d_output, Some(&mut d_input), &mut gradient);
    (d_input, gradient)
}

#[test]
fn forward_layer_by_layer() {
    let net = net();
    let first: [f32; 1] = forward(&net.dense, &INPUT);
    assert_eq!(first, [0.5]);
    let second: [f32; 1] = forward(&Relu, &first);
    assert_eq!(second, [0.5]);
    let third: [f32; 2] = forward(&net.dense_2, &second);
    assert_eq!(third, [-0.5, 0.5]);
    let fourth: [f32; 2] = forward(&Relu, &third);
    assert_eq!(fourth, [0.0, 0.5]);

    assert_eq!(net.forward(&INPUT), [0.0, 0.5]);
}

#[test]
fn error_and_its_derivative() {
    let mut d_output = [0.0; 2];
    assert_eq!(MeanSquaredError.loss(&[0.0, 0.5], &TARGET, &mut d_output), Ok(0.25));
    assert_eq!(d_output, [-0.5, -0.5]);
}

#[test]
fn back_layer_by_layer() {
    let net = net();
    let (d_third, _) = backward(&Relu, &[-0.5, 0.5], &[0.0, 0.5], &[-0.5, -0.5]);
    assert_eq!(d_third, [0.0, -0.5]);
    let (d_second, gradient) = backward(&net.dense_2, &[0.5], &[-0.5, 0.5], &d_third);
    assert_eq!(d_second, [-0.5]);
    assert_eq!(gradient, Dense { weight: [[0.0, -0.25]], bias: [0.0, -0.5] });
    let (d_first, _) = backward(&Relu, &[0.5], &[0.5], &d_second);
    assert_eq!(d_first, [-0.5]);
    let (d_input, gradient) = backward(&net.dense, &INPUT, &[0.5], &d_first);
    assert_eq!(d_input, [-0.25, -0.5, 0.25]);
    assert_eq!(gradient, Dense { weight: [[-0.5], [-0.25], [-0.5]], bias: [-0.5] });
}

/// The weights that the page gives after one step.
fn assert_after_step(net: &Net) {
    assert_eq!(net.dense.weight, [[0.55], [1.025], [-0.45]]);
    assert_eq!(net.dense.bias, [0.05]);
    assert_eq!(net.dense_2.weight, [[-1.0, 1.025]]);
    assert_eq!(net.dense_2.bias, [0.0, 0.05]);
}

#[test]
fn one_step_with_loss_gradient() {
    let mut net = net();
    let mut gradient = Net::ZERO;
    let mut workspace = [0.0; Net::workspace_len(1)];
    let error =
        net.loss_gradient(&MeanSquaredError, &[INPUT], &[TARGET], &mut workspace, &mut gradient);
    assert_eq!(error, Ok(0.25));
    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut net, &mut gradient);
    assert_after_step(&net);
}

#[test]
fn one_step_by_hand() {
    let mut net = net();
    let mut gradient = Net::ZERO;
    let mut workspace = [0.0; Net::workspace_len(1)];
    let mut d_output = [[0.0; 2]];
    let mut d_input = [[0.0; 3]];

    let outputs = net.forward_train(&[INPUT], &mut workspace).unwrap();
    assert_eq!(outputs, [[0.0, 0.5]]);
    let error = MeanSquaredError.loss(&outputs[0], &TARGET, &mut d_output[0]);
    assert_eq!(error, Ok(0.25));
    net.backward_to_input(&[INPUT], &d_output, &mut d_input, &mut workspace, &mut gradient)
        .unwrap();
    assert_eq!(d_input, [[-0.25, -0.5, 0.25]]);

    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut net, &mut gradient);
    assert_after_step(&net);
}

#[test]
fn one_step_without_a_gradient() {
    let mut net = net();
    assert_eq!(net.learn(&MeanSquaredError, &INPUT, &TARGET, 0.1), Ok(0.25));
    assert_after_step(&net);
}
