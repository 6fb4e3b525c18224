//! The same numbers as PyTorch, for layers that work on pictures, signals and sequences. A case's sizes are
//! read from its file; the sizes here are those of the two variants that fixtures/generate.py makes.

use crate::fixture::{Case, check_layer, compare_gradient, load};
use typenet::layer::{Layer, Saved};
use typenet::layers::BatchNorm;
use typenet::prelude::*;

/// Checks the net of the case's channels, height and width.
macro_rules! by_sizes {
    ($case:literal, $key:literal: $($size:literal => [$($layers:tt)*])*) => {{
        let case = Case::open($case);
        match case.word($key).as_str() {
            $($size => check_layer(network!($($layers)*), &case),)*
            size => panic!("no code was compiled for {} {size} of {}; add it", $key, case.name),
        }
    }};
}

#[test]
fn conv2d() {
    by_sizes!("conv2d", "height":
        "9" => [conv2d(2x9x8 -> 3x7x6, kernel = 3)]
        "10" => [conv2d(3x10x7 -> 4x8x5, kernel = 3)]);
    by_sizes!("conv2d_stride2_pad1", "height":
        "9" => [conv2d(2x9x8 -> 3x5x4, kernel = 3, stride = 2, padding = 1)]
        "10" => [conv2d(3x10x7 -> 4x5x4, kernel = 3, stride = 2, padding = 1)]);
    by_sizes!("conv2d_no_bias", "height":
        "9" => [conv2d(2x9x8 -> 3x7x6, kernel = 3, bias = false)]
        "10" => [conv2d(3x10x7 -> 4x8x5, kernel = 3, bias = false)]);
    by_sizes!("conv2d_depthwise", "height":
        "9" => [conv2d(2x9x8 -> 4x9x8, kernel = 3, padding = 1, groups = 2)]
        "10" => [conv2d(3x10x7 -> 6x10x7, kernel = 3, padding = 1, groups = 3)]);
    by_sizes!("conv2d_dilation2", "height":
        "9" => [conv2d(2x9x8 -> 3x5x4, kernel = 3, dilation = 2)]
        "10" => [conv2d(3x10x7 -> 4x6x3, kernel = 3, dilation = 2)]);
    by_sizes!("conv2d_rect", "height":
        "9" => [conv2d(2x9x8 -> 3x9x8, kernel = 3x1, padding = 1x0)]
        "10" => [conv2d(3x10x7 -> 4x10x7, kernel = 3x1, padding = 1x0)]);
}

#[test]
fn conv1d() {
    by_sizes!("conv1d", "length":
        "12" => [conv1d(3x12 -> 4x10, kernel = 3)]
        "15" => [conv1d(2x15 -> 5x11, kernel = 5)]);
    by_sizes!("conv1d_stride2_pad2", "length":
        "12" => [conv1d(3x12 -> 4x7, kernel = 3, stride = 2, padding = 2)]
        "15" => [conv1d(2x15 -> 5x8, kernel = 5, stride = 2, padding = 2)]);
    by_sizes!("conv1d_dilation2", "length":
        "12" => [conv1d(3x12 -> 4x8, kernel = 3, dilation = 2)]
        "15" => [conv1d(2x15 -> 5x7, kernel = 5, dilation = 2)]);
}

#[test]
fn max_pool2d() {
    by_sizes!("max_pool2d_2", "height":
        "9" => [max_pool2d(2x9x8 -> 2x4x4, kernel = 2)]
        "10" => [max_pool2d(3x10x7 -> 3x5x3, kernel = 2)]);
    by_sizes!("max_pool2d_3_stride2", "height":
        "9" => [max_pool2d(2x9x8 -> 2x4x3, kernel = 3, stride = 2)]
        "10" => [max_pool2d(3x10x7 -> 3x4x3, kernel = 3, stride = 2)]);
}

#[test]
fn avg_pool2d() {
    by_sizes!("avg_pool2d_2", "height":
        "9" => [avg_pool2d(2x9x8 -> 2x4x4, kernel = 2)]
        "10" => [avg_pool2d(3x10x7 -> 3x5x3, kernel = 2)]);
    by_sizes!("global_avg_pool2d", "height":
        "9" => [global_avg_pool2d(2x9x8 -> 2)]
        "10" => [global_avg_pool2d(3x10x7 -> 3)]);
}

#[test]
fn layer_norm() {
    let case = Case::open("layer_norm");
    match case.floats("x").len() {
        7 => check_layer(network!(layer_norm(7 -> 7)), &case),
        13 => check_layer(network!(layer_norm(13 -> 13)), &case),
        size => panic!("no code was compiled for {size} values; add it"),
    }
}

#[test]
fn recurrent_layers() {
    by_sizes!("rnn_tanh", "time": "6" => [rnn(6x4 -> 6x5)] "9" => [rnn(9x3 -> 9x7)]);
    by_sizes!("gru", "time": "6" => [gru(6x4 -> 6x5)] "9" => [gru(9x3 -> 9x7)]);
    by_sizes!("lstm", "time": "6" => [lstm(6x4 -> 6x5)] "9" => [lstm(9x3 -> 9x7)]);
}

#[test]
fn embedding() {
    fn check<N: Network<Input = [f32; 4], Output = [[f32; 3]; 4]>>(mut net: N) {
        let case = Case::open("embedding");
        load(&mut net, &case);
        let index: Vec<f32> = case.labels("index").into_iter().map(|i| i as f32).collect();
        let input: [f32; 4] = index.try_into().unwrap();
        let mut output = [[f32::NAN; 3]; 4];
        net.forward(&input, &mut output);
        case.compare("y", output.as_flattened());
        let mut d_output = [[0.0; 3]; 4];
        d_output.as_flattened_mut().copy_from_slice(&case.floats("dy"));
        let (mut gradient, mut d_input) = (N::boxed(), [f32::NAN; 4]);
        let saved = Saved { input: &input, output: &output, cache: &mut [] };
        net.backward(saved, &d_output, Some(&mut d_input), &mut gradient);
        assert_eq!(d_input, [0.0; 4]);
        compare_gradient(&*gradient, &case);
    }
    match Case::open("embedding").shape("weight")[0] {
        7 => check(network!(embedding(4 -> 4x3, vocabulary = 7))),
        13 => check(network!(embedding(4 -> 4x3, vocabulary = 13))),
        size => panic!("no code was compiled for {size} words; add it"),
    }
}

/// A batch in training, and one sample in inference if the case has it.
fn check_batch_norm<N, const C: usize>(
    mut net: N,
    case: &Case,
    norm: impl Fn(&mut N) -> &mut BatchNorm<C>,
) where
    N: Network<Output = <N as Network>::Input>,
{
    Layer::init(&mut net, Init::Glorot, &mut typenet_tests::rng(1));
    load(&mut net, case);
    let group = |values: Vec<f32>| {
        let mut tensors = vec![N::Input::ZERO; values.len() / N::Input::LEN];
        N::Input::flatten_mut(&mut tensors).copy_from_slice(&values);
        tensors
    };
    let (inputs, d_outputs) = (group(case.floats("batch_x")), group(case.floats("batch_dy")));
    let mut outputs = vec![N::Input::ZERO; inputs.len()];
    let mut d_inputs = outputs.clone();
    let mut cache = vec![f32::NAN; N::CACHE * inputs.len()];
    let mut gradient = N::boxed();
    net.forward_train(&inputs, &mut outputs, &mut cache);
    case.compare("batch_y", N::Input::flatten(&outputs));
    case.compare("running_mean_after", &norm(&mut net).running_mean);
    case.compare("running_var_after", &norm(&mut net).running_var);
    let saved = Saved { input: &inputs[..], output: &outputs[..], cache: &mut cache };
    net.backward_batch(saved, &d_outputs, Some(&mut d_inputs), &mut gradient);
    case.compare("batch_dx", N::Input::flatten(&d_inputs));
    compare_gradient(&*gradient, case);
    if case.names().iter().any(|name| name == "eval_x") {
        let (input, mut output) = (group(case.floats("eval_x"))[0], N::Output::ZERO);
        net.forward(&input, &mut output);
        case.compare("eval_y", output.values());
    }
}

#[test]
fn batch_norm() {
    let case = Case::open("batch_norm1d");
    match case.shape("batch_x")[1] {
        7 => check_batch_norm(network!(norm: batch_norm(7 -> 7)), &case, |net| &mut net.norm),
        13 => check_batch_norm(network!(norm: batch_norm(13 -> 13)), &case, |net| &mut net.norm),
        size => panic!("no code was compiled for {size} values; add it"),
    }
    let case = Case::open("batch_norm2d");
    match case.shape("batch_x")[1] {
        2 => check_batch_norm(network!(norm: batch_norm(2x4x3 -> 2x4x3)), &case, |n| &mut n.norm),
        3 => check_batch_norm(network!(norm: batch_norm(3x4x3 -> 3x4x3)), &case, |n| &mut n.norm),
        size => panic!("no code was compiled for {size} channels; add it"),
    }
}
