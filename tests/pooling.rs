//! Pools: padding, windows that overlap, ties, NaN; PyTorch's numbers for cases that have no fixture.

use typenet::gradient_check;
use typenet::prelude::*;
use typenet_tests::{assert_close, random};

/// What a net without parameters gives, and what it says of its input if dE/dy is 1, 2, 3, ..
fn there_and_back<N: Network>(mut net: N, input: &N::Input) -> (Vec<f32>, Vec<f32>) {
    let mut outputs = [N::Output::ZERO];
    let mut cache = vec![0.0; N::CACHE];
    net.forward_train(&[*input], &mut outputs, &mut cache);
    let mut d_output = N::Output::ZERO;
    for (i, d) in d_output.values_mut().iter_mut().enumerate() {
        *d = (i + 1) as f32;
    }
    let mut d_input = N::Input::ZERO;
    d_input.values_mut().fill(f32::NAN);
    let saved = typenet::Saved { input, output: &outputs[0], cache: &mut cache };
    net.backward(saved, &d_output, Some(&mut d_input), &mut N::ZERO.clone());
    (outputs[0].values().to_vec(), d_input.values().to_vec())
}

#[track_caller]
fn check<N: Network>(net: N, input: &N::Input, y: &[f32], dx: &[f32]) {
    let (actual_y, actual_dx) = there_and_back(net, input);
    assert_close("y", &actual_y, y, 1e-6, 1e-6);
    assert_close("dx", &actual_dx, dx, 1e-6, 1e-6);
}

/// Values without a pattern.
fn signal() -> [[f32; 9]; 2] {
    let row = |by: usize, modulo: usize, less: f32| {
        std::array::from_fn(|i| (i * by % modulo) as f32 - less)
    };
    [row(7, 11, 5.0), row(5, 13, 6.0)]
}

fn picture() -> [[[f32; 5]; 4]; 1] {
    [std::array::from_fn(|i| std::array::from_fn(|j| ((i * 5 + j) * 7 % 11) as f32 - 5.0))]
}

#[test]
fn along_one_axis_with_padding() {
    // F.max_pool1d(x, 3, 2, 1) and F.avg_pool1d(x, 3, 2, 1)
    check(
        network!(max_pool1d(2x9 -> 2x5, kernel = 3, stride = 2, padding = 1)),
        &signal(),
        &[2.0, 5.0, 5.0, 4.0, 0.0, -1.0, 4.0, 6.0, 6.0, 3.0],
        &[
            0.0, 1.0, 0.0, 5.0, 0.0, 0.0, 4.0, 5.0, 0.0, 0.0, 6.0, 7.0, 0.0, 0.0, 17.0, 0.0, 10.0,
            0.0,
        ],
    );
    check(
        network!(avg_pool1d(2x9 -> 2x5, kernel = 3, stride = 2, padding = 1)),
        &signal(),
        &[-3.0, 5.0, 3.0, 1.0, -4.0, -7.0, -1.0, 3.0, 7.0, -2.0].map(|sum| sum / 3.0),
        &[
            1.0, 3.0, 2.0, 5.0, 3.0, 7.0, 4.0, 9.0, 5.0, 6.0, 13.0, 7.0, 15.0, 8.0, 17.0, 9.0,
            19.0, 10.0,
        ]
        .map(|sum| sum / 3.0),
    );
}

#[test]
fn rectangular_windows_with_padding() {
    // F.max_pool2d(x, (3, 2), (2, 1), (1, 1)) and F.avg_pool2d of the same
    check(
        network!(max_pool2d(1x4x5 -> 1x2x6, kernel = 3x2, stride = 2x1, padding = 1)),
        &picture(),
        &[-3.0, 4.0, 4.0, 5.0, 5.0, 3.0, 1.0, 4.0, 4.0, 4.0, 5.0, 5.0],
        &[
            0.0, 0.0, 0.0, 9.0, 0.0, 1.0, 22.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0, 23.0, 7.0, 0.0,
            10.0, 0.0, 0.0,
        ],
    );
    check(
        network!(avg_pool2d(1x4x5 -> 1x2x6, kernel = 3x2, stride = 2x1, padding = 1)),
        &picture(),
        &[-8.0, -2.0, 4.0, -1.0, 5.0, 4.0, -3.0, -7.0, 2.0, 0.0, -2.0, 4.0].map(|sum| sum / 6.0),
        &[
            3.0, 5.0, 7.0, 9.0, 11.0, 18.0, 22.0, 26.0, 30.0, 34.0, 15.0, 17.0, 19.0, 21.0, 23.0,
            15.0, 17.0, 19.0, 21.0, 23.0,
        ]
        .map(|sum| sum / 6.0),
    );
}

#[test]
fn the_first_of_equal_values_is_the_largest() {
    check(
        network!(max_pool2d(1x2x2 -> 1x1x1, kernel = 2)),
        &[[[0.0; 2]; 2]],
        &[0.0],
        &[1.0, 0.0, 0.0, 0.0],
    );
    let least = f32::NEG_INFINITY;
    let all_least = there_and_back(network!(max_pool1d(1x3 -> 1x1, kernel = 3)), &[[least; 3]]);
    assert_eq!(all_least, (vec![least], vec![1.0, 0.0, 0.0]));
}

#[test]
fn nan_is_not_lost() {
    let (y, dx) = there_and_back(
        network!(max_pool2d(1x2x2 -> 1x1x1, kernel = 2)),
        &[[[1.0, f32::NAN], [3.0, 2.0]]],
    );
    assert!(y[0].is_nan());
    assert_eq!(dx, [0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn padding_at_one_end_alone() {
    let net = network!(max_pool1d(1x4 -> 1x2, kernel = 3, stride = 2, padding = same));
    assert_eq!(net.forward(&[[4.0, 3.0, 2.0, 1.0]]), [[4.0, 2.0]]);
    let net =
        network!(avg_pool1d(1x4 -> 1x2, kernel = 3, stride = 2, padding = 0, padding_end = 1));
    assert_eq!(net.forward(&[[4.0, 3.0, 2.0, 1.0]]), [[3.0, 1.0]]);
}

#[test]
fn gradients_are_the_finite_differences() {
    // Values on a grid, so that no two are close where the largest is asked for.
    let apart = |mut input: [[[f32; 6]; 5]; 2]| {
        for (i, x) in input.as_flattened_mut().as_flattened_mut().iter_mut().enumerate() {
            *x = ((i * 37) % 60) as f32 / 20.0 - 1.5;
        }
        input
    };
    let pictures = [apart(Tensor::ZERO)];
    let signals: Vec<[[f32; 7]; 3]> = random(3, 1);
    fn run<N: Network>(net: &N, inputs: &[N::Input]) {
        gradient_check::check(net, inputs, 1e-3).unwrap();
    }
    run(&network!(max_pool2d(2x5x6 -> 2x2x3, kernel = 2)), &pictures);
    run(&network!(max_pool2d(2x5x6 -> 2x3x3, kernel = 3, stride = 2, padding = 1)), &pictures);
    run(&network!(avg_pool2d(2x5x6 -> 2x4x5, kernel = 2, stride = 1)), &pictures);
    run(&network!(avg_pool2d(2x5x6 -> 2x3x3, kernel = 3, stride = 2, padding = 1)), &pictures);
    run(&network!(global_avg_pool2d(2x5x6 -> 2)), &pictures);
    run(&network!(flatten(2x5x6 -> 60), reshape(60 -> 3x20), flatten(3x20 -> 60)), &pictures);
    run(&network!(avg_pool1d(3x7 -> 3x3, kernel = 3, stride = 2)), &signals);
    run(&network!(global_avg_pool1d(3x7 -> 3)), &signals);
}
