//! Convolutions once more, as plainly as can be: what every version must give, bit for bit.

use super::super::dispatch;
use super::super::reference::{assert_same, multiply_add, numbers};
use super::{Axis, Convolution, LANES, Plan, add_lanes};
use crate::layers::convolution as layers;
use crate::unwritten::tests::leave;
use alloc::{format, vec, vec::Vec};
use rand::rngs::Xoshiro128PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

/// The value that tap (`ky`, `kx`) sees of a channel, if it lies within.
fn seen(shape: Convolution, [oy, ox]: [usize; 2], [ky, kx]: [usize; 2]) -> Option<usize> {
    let place = |axis: Axis, o: usize, k: usize| {
        let place = (o * axis.stride + k * axis.dilation).checked_sub(axis.padding);
        place.filter(|place| *place < axis.input)
    };
    let row = place(shape.rows, oy, ky)?;
    Some(row * shape.columns.input + place(shape.columns, ox, kx)?)
}

/// Every channel that comes out, with its group.
fn outputs(shape: Convolution) -> impl Iterator<Item = (usize, usize)> {
    (0..shape.groups * shape.outputs).map(move |o| (o, o / shape.outputs))
}

fn pixels(shape: Convolution) -> impl Iterator<Item = [usize; 2]> {
    let Convolution { rows, columns, .. } = shape;
    (0..rows.output).flat_map(move |y| (0..columns.output).map(move |x| [y, x]))
}

/// Every weight of an output: its place, its channel and its place in the kernel.
fn weights(shape: Convolution) -> impl Iterator<Item = (usize, usize, [usize; 2])> {
    let Convolution { channels, rows, columns, .. } = shape;
    (0..channels * rows.kernel * columns.kernel).map(move |i| {
        let (row, kx) = (i / columns.kernel, i % columns.kernel);
        (i, row / rows.kernel, [row % rows.kernel, kx])
    })
}

fn forward(
    fused: bool,
    shape: Convolution,
    weight: &[f32],
    bias: &[f32],
    x: &[f32],
    y: &mut [f32],
) {
    for (o, group) in outputs(shape) {
        for (i, pixel) in pixels(shape).enumerate() {
            let mut sum = bias.get(o).copied().unwrap_or(0.0);
            for (w, channel, tap) in weights(shape) {
                if let Some(place) = seen(shape, pixel, tap) {
                    let channel = group * shape.channels + channel;
                    let (w, x) =
                        (weight[o * shape.depth() + w], x[channel * shape.picture() + place]);
                    sum = multiply_add(fused, w, x, sum);
                }
            }
            y[o * shape.result() + i] = sum;
        }
    }
}

fn gradient(
    fused: bool,
    shape: Convolution,
    x: &[f32],
    dy: &[f32],
    weight: &mut [f32],
    bias: &mut [f32],
    scale: f32,
) {
    let (high, width) = shape.block();
    for (o, group) in outputs(shape) {
        if let Some(bias) = bias.get_mut(o) {
            for left in (0..shape.columns.output).step_by(width) {
                for top in (0..shape.rows.output).step_by(high) {
                    let mut lanes = [0.0; LANES];
                    let mut lane = 0;
                    for oy in top..shape.rows.output.min(top + high) {
                        for ox in left..shape.columns.output.min(left + width) {
                            let pixel = o * shape.result() + oy * shape.columns.output + ox;
                            lanes[lane % LANES] += dy[pixel];
                            lane += 1;
                        }
                    }
                    *bias += scale * add_lanes(lanes);
                }
            }
        }
        for (w, channel, tap) in weights(shape) {
            let channel = group * shape.channels + channel;
            for left in (0..shape.columns.output).step_by(width) {
                for top in (0..shape.rows.output).step_by(high) {
                    let mut lanes = [0.0; LANES];
                    let mut lane = 0;
                    for oy in top..shape.rows.output.min(top + high) {
                        for ox in left..shape.columns.output.min(left + width) {
                            if let Some(place) = seen(shape, [oy, ox], tap) {
                                let pixel = o * shape.result() + oy * shape.columns.output + ox;
                                let x = x[channel * shape.picture() + place];
                                let sum = &mut lanes[lane % LANES];
                                *sum = multiply_add(fused, dy[pixel], x, *sum);
                            }
                            lane += 1;
                        }
                    }
                    weight[o * shape.depth() + w] += scale * add_lanes(lanes);
                }
            }
        }
    }
}

fn input_gradient(fused: bool, shape: Convolution, weight: &[f32], dy: &[f32], dx: &mut [f32]) {
    let Convolution { rows, columns, .. } = shape;
    dx.fill(0.0);
    for channel in 0..shape.groups * shape.channels {
        let (group, own) = (channel / shape.channels, channel % shape.channels);
        let dx = &mut dx[channel * shape.picture()..][..shape.picture()];
        for kx in (0..columns.kernel).rev() {
            let mut sums = vec![0.0; dx.len()];
            for ky in 0..rows.kernel {
                let w = own * shape.taps() + ky * columns.kernel + kx;
                for o in group * shape.outputs..(group + 1) * shape.outputs {
                    for (i, pixel) in pixels(shape).enumerate() {
                        if let Some(place) = seen(shape, pixel, [ky, kx]) {
                            let w = weight[o * shape.depth() + w];
                            let dy = dy[o * shape.result() + i];
                            sums[place] = multiply_add(fused, w, dy, sums[place]);
                        }
                    }
                }
            }
            for (dx, sum) in dx.iter_mut().zip(sums) {
                *dx += sum;
            }
        }
    }
}

/// The axis, with as many places as come out; none if the kernel is larger than the input.
fn axis(
    input: usize,
    kernel: usize,
    stride: usize,
    padding: [usize; 2],
    dilation: usize,
) -> Option<Axis> {
    let way = (input + padding[0] + padding[1]).checked_sub((kernel - 1) * dilation + 1)?;
    Some(Axis { input, output: way / stride + 1, kernel, stride, padding: padding[0], dilation })
}

/// What is given.
struct Given {
    weight: Vec<f32>,
    bias: Vec<f32>,
    x: Vec<f32>,
    dy: Vec<f32>,
}

/// What comes out.
struct Found {
    y: Vec<f32>,
    dx: Vec<f32>,
    d_weight: Vec<f32>,
    d_bias: Vec<f32>,
}

/// Compares the layers' loops and every version of the kernels with the plain ones.
fn check(shape: Convolution, samples: usize, with_bias: bool, rng: &mut impl Rng) {
    let (one, result) = (shape.inputs_len(), shape.outputs_len());
    let outputs = shape.groups * shape.outputs;
    let start = numbers(outputs * shape.depth(), rng);
    let given = Given {
        weight: numbers(outputs * shape.depth(), rng),
        bias: numbers(if with_bias { outputs } else { 0 }, rng),
        x: numbers(samples * one, rng),
        dy: numbers(samples * result, rng),
    };
    let Given { weight, bias, x, dy } = &given;
    let nothing = || Found {
        y: vec![9.0; samples * result],
        dx: vec![9.0; samples * one],
        d_weight: start.clone(),
        d_bias: bias.clone(),
    };
    let expected = [false, true].map(|fused| {
        let Found { mut y, mut dx, mut d_weight, mut d_bias } = nothing();
        for sample in 0..samples {
            let (x, y) = (&x[sample * one..], &mut y[sample * result..]);
            forward(fused, shape, weight, bias, x, y);
            let (dy, dx) = (&dy[sample * result..], &mut dx[sample * one..][..one]);
            input_gradient(fused, shape, weight, dy, dx);
            gradient(fused, shape, x, dy, &mut d_weight, &mut d_bias, 0.5);
        }
        Found { y, dx, d_weight, d_bias }
    });
    let compare = |what: &str, found: Found, fused: bool| {
        let expected = &expected[usize::from(fused)];
        let what = |pass: &str| format!("{pass}, {what}: {samples} samples of {shape:?}");
        assert_same(&what("forward"), &found.y, &expected.y);
        assert_same(&what("the input's gradient"), &found.dx, &expected.dx);
        assert_same(&what("the weights' gradient"), &found.d_weight, &expected.d_weight);
        assert_same(&what("the biases' gradient"), &found.d_bias, &expected.d_bias);
    };
    let mut found = nothing();
    layers::forward_each(shape, weight, bias, x, &mut found.y);
    layers::input_gradient_each(shape, weight, dy, &mut found.dx);
    layers::gradient_each(shape, x, dy, &mut found.d_weight, &mut found.d_bias, 0.5);
    compare("plain", found, false);
    let plan = &Plan::new(shape);
    if !plan.has_kernel {
        return;
    }
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        let mut found = nothing();
        leave(f32::NAN);
        super::forward(plan, weight, bias, f32::NEG_INFINITY, x, &mut found.y);
        leave(f32::NAN);
        super::input_gradient(plan, weight, dy, &mut found.dx);
        leave(f32::NAN);
        super::gradient(plan, x, dy, &mut found.d_weight, &mut found.d_bias, 0.5);
        let mut raised = vec![9.0; samples * result];
        super::forward(plan, weight, bias, -0.5, x, &mut raised);
        let expected: Vec<f32> = found.y.iter().map(|y| y.max(-0.5)).collect();
        assert_same(&format!("-0.5 at least, {version:?}: {shape:?}"), &raised, &expected);
        compare(&format!("{version:?}"), found, version.fuses());
    }
}

/// Some shape of these sizes at most.
fn some_axis(most: usize, kernels: &[usize], rng: &mut impl Rng) -> Axis {
    loop {
        let kernel = kernels[rng.random_range(0..kernels.len())];
        let padding = [rng.random_range(0..4), rng.random_range(0..4)];
        let (stride, dilation) = (rng.random_range(1..4), rng.random_range(1..4));
        let found = axis(rng.random_range(1..=most), kernel, stride, padding, dilation);
        if let Some(axis) = found {
            return axis;
        }
    }
}

#[test]
fn every_version_gives_the_bits_of_the_plain_loops() {
    let rng = &mut Xoshiro128PlusPlus::seed_from_u64(1);
    let (times, most) = match () {
        () if cfg!(miri) => (6, 6),
        () if cfg!(debug_assertions) => (150, 20),
        () => (3000, 20),
    };
    for _ in 0..times {
        let shape = Convolution {
            groups: rng.random_range(1..4),
            channels: rng.random_range(1..5),
            outputs: rng.random_range(1..9),
            rows: some_axis(most, &[1, 2, 3, 5], rng),
            columns: some_axis(most, &[1, 2, 3, 4], rng),
        };
        let samples = rng.random_range(0..5);
        check(shape, samples, rng.random(), rng);
    }
}

/// Pictures that are computed in parts: of rows, of columns, of channels.
#[test]
fn a_large_picture_gives_the_same_bits() {
    if cfg!(miri) {
        return;
    }
    let rng = &mut Xoshiro128PlusPlus::seed_from_u64(2);
    let square = |input, kernel, stride, padding| axis(input, kernel, stride, padding, 1).unwrap();
    let mut check = |groups, channels, outputs, rows, columns| {
        let shape = Convolution { groups, channels, outputs, rows, columns };
        assert!(shape.has_kernel(), "{shape:?}");
        check(shape, 2, true, rng);
    };
    let (high, wide) = (square(70, 3, 1, [1, 1]), square(150, 3, 1, [1, 1]));
    check(1, 2, 3, high, wide);
    check(3, 1, 1, wide, high);
    check(1, 2, 3, square(90, 5, 2, [1, 2]), square(141, 7, 2, [3, 3]));
    check(1, 70, 9, square(9, 3, 1, [1, 1]), square(12, 3, 1, [1, 1]));
    check(1, 600, 3, square(3, 1, 1, [0, 0]), square(5, 1, 1, [0, 0]));
    check(1, 130, 140, square(3, 1, 1, [0, 0]), square(5, 1, 1, [0, 0]));
    check(1, 20, 600, square(3, 1, 1, [0, 0]), square(5, 1, 1, [0, 0]));
    // Several groups together, narrow pictures and as wide ones as are not.
    check(67, 1, 1, square(25, 3, 1, [1, 1]), square(5, 3, 1, [1, 1]));
    check(67, 1, 2, square(25, 3, 1, [1, 1]), square(5, 3, 2, [1, 1]));
    check(23, 3, 2, square(8, 3, 1, [1, 1]), square(15, 5, 1, [2, 2]));
    check(23, 2, 2, square(8, 3, 1, [0, 2]), square(16, 3, 1, [2, 0]));
    // More channels than are computed at a time, with all their weights at hand and without.
    check(2, 21, 5, square(9, 3, 1, [1, 1]), square(6, 3, 1, [1, 1]));
    check(2, 21, 17, square(9, 3, 1, [1, 1]), square(6, 5, 1, [2, 2]));
    // The input as it is.
    check(2, 7, 9, square(9, 1, 1, [0, 0]), square(7, 1, 1, [0, 0]));
    check(1, 64, 64, square(25, 1, 1, [0, 0]), square(5, 1, 1, [0, 0]));
    check(1, 600, 3, square(6, 1, 1, [0, 0]), square(6, 1, 1, [0, 0]));
    check(2, 3, 9, square(9, 3, 1, [0, 0]), square(7, 1, 1, [0, 0]));
    check(2, 3, 9, square(9, 3, 1, [0, 1]), square(7, 1, 1, [0, 0]));
    check(2, 3, 17, Axis::ONE, square(2000, 9, 1, [4, 4]));
    check(1, 3, 17, Axis::ONE, square(2100, 9, 4, [8, 0]));
}

/// What has a kernel of its own, in one tile or less and in many, which begin in all columns in turn.
#[test]
fn a_depthwise_convolution_gives_the_same_bits() {
    let rng = &mut Xoshiro128PlusPlus::seed_from_u64(3);
    let mut check = |groups, rows, columns| {
        let shape = Convolution { groups, channels: 1, outputs: 1, rows, columns };
        assert!(Plan::new(shape).depthwise.is_some(), "{shape:?}");
        check(shape, 2, true, rng);
    };
    for (kernel, padding) in [(3, 1), (5, 2)] {
        let same = |size| axis(size, kernel, 1, [padding; 2], 1).unwrap();
        check(5, same(3), same(4));
        if cfg!(miri) {
            continue;
        }
        check(67, same(7), same(9));
        check(9, axis(40, 3, 1, [0, 3], 1).unwrap(), same(56));
        check(2, axis(90, 2, 1, [1, 0], 1).unwrap(), same(100));
        check(3, Axis::ONE, same(1000));
        let dilated = axis(37, kernel, 1, [2 * padding; 2], 2).unwrap();
        check(3, axis(20, 3, 1, [5, 2], 3).unwrap(), dilated);
    }
}
