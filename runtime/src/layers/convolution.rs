//! What `conv1d` and `conv2d` share: which sizes go together, and plain loops for chips and for small pictures.
//!
//! The loops give the bits of the kernels, which compute all that is worth it.

use super::relu::rectify_in_place;
use super::window::{self, Window};
use crate::kernels;
use crate::kernels::convolution::{self, Axis, Convolution, LANES, Plan, add_lanes};
use crate::layer::Message;

/// Whether kernels compute it. That does not depend on the number of samples: a sum's bits would.
#[inline(always)]
const fn takes_kernels(plan: &Plan) -> bool {
    kernels::worth_a_call(plan.shape.multiply_adds()) && plan.has_kernel
}

/// The outputs of some samples.
#[inline(always)]
pub(super) fn forward(
    plan: &Plan,
    weight: &[f32],
    bias: &[f32],
    inputs: &[f32],
    outputs: &mut [f32],
) {
    if takes_kernels(plan) {
        convolution::forward(plan, weight, bias, f32::NEG_INFINITY, inputs, outputs);
        return;
    }
    forward_each(plan.shape, weight, bias, inputs, outputs);
}

/// The outputs of some samples, as a relu behind gives them.
#[inline(always)]
pub(super) fn forward_rectified(
    plan: &Plan,
    weight: &[f32],
    bias: &[f32],
    inputs: &[f32],
    outputs: &mut [f32],
) {
    if takes_kernels(plan) {
        convolution::forward(plan, weight, bias, 0.0, inputs, outputs);
        return;
    }
    forward_each(plan.shape, weight, bias, inputs, outputs);
    rectify_in_place(outputs);
}

/// The way back for some samples: adds `scale` times the gradient to weights and biases.
#[inline(always)]
pub(super) fn gradient(
    plan: &Plan,
    inputs: &[f32],
    d_outputs: &[f32],
    weight: &mut [f32],
    bias: &mut [f32],
    scale: f32,
) {
    if takes_kernels(plan) {
        convolution::gradient(plan, inputs, d_outputs, weight, bias, scale);
        return;
    }
    gradient_each(plan.shape, inputs, d_outputs, weight, bias, scale);
}

/// The gradients of some samples' inputs.
#[inline(always)]
pub(super) fn input_gradient(plan: &Plan, weight: &[f32], d_outputs: &[f32], d_inputs: &mut [f32]) {
    if takes_kernels(plan) {
        convolution::input_gradient(plan, weight, d_outputs, d_inputs);
        return;
    }
    input_gradient_each(plan.shape, weight, d_outputs, d_inputs);
}

/// The values of a sample that goes in, and of one that comes out.
#[inline(always)]
const fn lens(shape: Convolution) -> [usize; 2] {
    let one = shape.groups * shape.channels * shape.picture();
    let result = shape.groups * shape.outputs * shape.result();
    [if one == 0 { 1 } else { one }, if result == 0 { 1 } else { result }]
}

#[inline(always)]
pub(crate) fn forward_each(
    shape: Convolution,
    weight: &[f32],
    bias: &[f32],
    inputs: &[f32],
    outputs: &mut [f32],
) {
    let [one, result] = lens(shape);
    for (input, output) in inputs.chunks_exact(one).zip(outputs.chunks_exact_mut(result)) {
        forward_one(shape, weight, bias, input, output);
    }
}

#[inline(always)]
fn forward_one(
    shape: Convolution,
    weight: &[f32],
    bias: &[f32],
    input: &[f32],
    output: &mut [f32],
) {
    let Convolution { channels, outputs, rows, columns, .. } = shape;
    let mut biases = bias.iter();
    let groups = output
        .chunks_exact_mut((outputs * shape.result()).max(1))
        .zip(weight.chunks_exact((outputs * shape.depth()).max(1)))
        .zip(input.chunks_exact((channels * shape.picture()).max(1)));
    for ((output, weight), input) in groups {
        let planes = output.chunks_exact_mut(shape.result().max(1));
        for (plane, weight) in planes.zip(weight.chunks_exact(shape.depth().max(1))) {
            let bias = biases.next().copied().unwrap_or(0.0);
            for (oy, row) in plane.chunks_exact_mut(columns.output.max(1)).enumerate() {
                let tall = rows.taps(oy);
                for (ox, y) in row.iter_mut().enumerate() {
                    *y = pixel(shape, weight, input, [tall, columns.taps(ox)], bias);
                }
            }
        }
    }
}

/// One value that comes out: `bias` and the products of the taps that lie within the input.
#[inline(always)]
fn pixel(
    shape: Convolution,
    weight: &[f32],
    input: &[f32],
    [tall, wide]: [(usize, usize, usize); 2],
    bias: f32,
) -> f32 {
    let Convolution { rows, columns, .. } = shape;
    let mut sum = bias;
    let kernels = weight.chunks_exact(shape.taps().max(1));
    for (kernel, channel) in kernels.zip(input.chunks_exact(shape.picture().max(1))) {
        let kernel = kernel.chunks_exact(columns.kernel.max(1)).take(tall.1).skip(tall.0);
        let lines = channel.chunks_exact(columns.input.max(1)).skip(tall.2);
        for (kernel, line) in kernel.zip(lines.step_by(rows.dilation.max(1))) {
            let kernel = kernel.get(wide.0..wide.1).unwrap_or_default();
            let line = line.get(wide.2..).unwrap_or_default();
            for (w, x) in kernel.iter().zip(line.iter().step_by(columns.dilation.max(1))) {
                sum += w * x;
            }
        }
    }
    sum
}

#[inline(always)]
pub(crate) fn gradient_each(
    shape: Convolution,
    inputs: &[f32],
    d_outputs: &[f32],
    weight: &mut [f32],
    bias: &mut [f32],
    scale: f32,
) {
    let [one, result] = lens(shape);
    for (input, d_output) in inputs.chunks_exact(one).zip(d_outputs.chunks_exact(result)) {
        for (bias, plane) in bias.iter_mut().zip(d_output.chunks_exact(shape.result().max(1))) {
            add_blocks_of(shape, plane, bias, scale);
        }
        gradient_one(shape, input, d_output, weight, scale);
    }
}

#[inline(always)]
fn gradient_one(
    shape: Convolution,
    input: &[f32],
    d_output: &[f32],
    weight: &mut [f32],
    scale: f32,
) {
    let Convolution { channels, outputs, .. } = shape;
    let groups = d_output
        .chunks_exact((outputs * shape.result()).max(1))
        .zip(weight.chunks_exact_mut((outputs * shape.depth()).max(1)))
        .zip(input.chunks_exact((channels * shape.picture()).max(1)));
    for ((d_output, weight), input) in groups {
        let planes = d_output.chunks_exact(shape.result().max(1));
        for (dy, weight) in planes.zip(weight.chunks_exact_mut(shape.depth().max(1))) {
            let kernels = weight.chunks_exact_mut(shape.taps().max(1));
            for (kernel, x) in kernels.zip(input.chunks_exact(shape.picture().max(1))) {
                let kernel = kernel.chunks_exact_mut(shape.columns.kernel.max(1));
                for (ky, kernel) in kernel.enumerate() {
                    for (kx, w) in kernel.iter_mut().enumerate() {
                        add_blocks(shape, [ky, kx], x, dy, w, scale);
                    }
                }
            }
        }
    }
}

/// Adds a bias's gradient, block by block.
#[inline(always)]
fn add_blocks_of(shape: Convolution, dy: &[f32], bias: &mut f32, scale: f32) {
    let (rows, columns) = (shape.rows.output, shape.columns.output);
    let (high, width) = shape.block();
    for column in (0..columns).step_by(width.max(1)) {
        let end = columns.min(column + width);
        for row in (0..rows).step_by(high.max(1)) {
            let mut lanes = [0.0; LANES];
            let block = dy.chunks_exact(columns.max(1)).take(row + high).skip(row);
            for (i, dy) in block.flat_map(|line| line.get(column..end)).flatten().enumerate() {
                lanes[i % LANES] += dy;
            }
            *bias += scale * add_lanes(lanes);
        }
    }
}

/// Adds a weight's gradient, block by block.
#[inline(always)]
fn add_blocks(
    shape: Convolution,
    [ky, kx]: [usize; 2],
    x: &[f32],
    dy: &[f32],
    weight: &mut f32,
    scale: f32,
) {
    let Convolution { rows, columns, .. } = shape;
    let (tall, wide) = (rows.seen_by(ky), columns.seen_by(kx));
    let (high, width) = shape.block();
    for column in (0..columns.output).step_by(width.max(1)) {
        let end = columns.output.min(column + width);
        let (first, last) = (wide.0.max(column), wide.1.min(end));
        for row in (0..rows.output).step_by(high.max(1)) {
            let mut lanes = [0.0; LANES];
            for oy in tall.0.max(row)..tall.1.min(row + high) {
                let dy = dy.get(oy * columns.output..).and_then(|dy| dy.get(first..last));
                let line = (oy * rows.stride + ky * rows.dilation).wrapping_sub(rows.padding);
                let at =
                    (first * columns.stride + kx * columns.dilation).wrapping_sub(columns.padding);
                let x = x.get(line.wrapping_mul(columns.input).wrapping_add(at)..);
                let (Some(dy), Some(x)) = (dy, x) else { continue };
                let lane = (oy - row) * (end - column) + (first - column);
                let pairs = dy.iter().zip(x.iter().step_by(columns.stride.max(1)));
                for (i, (dy, x)) in pairs.enumerate() {
                    lanes[(lane + i) % LANES] += dy * x;
                }
            }
            *weight += scale * add_lanes(lanes);
        }
    }
}

#[inline(always)]
pub(crate) fn input_gradient_each(
    shape: Convolution,
    weight: &[f32],
    d_outputs: &[f32],
    d_inputs: &mut [f32],
) {
    let [one, result] = lens(shape);
    for (d_input, d_output) in d_inputs.chunks_exact_mut(one).zip(d_outputs.chunks_exact(result)) {
        input_gradient_one(shape, weight, d_output, d_input);
    }
}

#[inline(always)]
fn input_gradient_one(shape: Convolution, weight: &[f32], d_output: &[f32], d_input: &mut [f32]) {
    let Convolution { channels, outputs, columns, .. } = shape;
    let groups = d_output
        .chunks_exact((outputs * shape.result()).max(1))
        .zip(weight.chunks_exact((outputs * shape.depth()).max(1)))
        .zip(d_input.chunks_exact_mut((channels * shape.picture()).max(1)));
    for ((d_output, weight), d_input) in groups {
        for (c, plane) in d_input.chunks_exact_mut(shape.picture().max(1)).enumerate() {
            let weight = weight.get(c * shape.taps()..).unwrap_or_default();
            for (iy, row) in plane.chunks_exact_mut(columns.input.max(1)).enumerate() {
                for (ix, dx) in row.iter_mut().enumerate() {
                    *dx = input_pixel(shape, weight, d_output, [iy, ix]);
                }
            }
        }
    }
}

/// dE/dx of one value that goes in: of all weights that it is multiplied with.
#[inline(always)]
fn input_pixel(shape: Convolution, weight: &[f32], dy: &[f32], [iy, ix]: [usize; 2]) -> f32 {
    let Convolution { rows, columns, .. } = shape;
    let mut total = 0.0;
    for kx in (0..columns.kernel).rev() {
        let Some(ox) = columns.output_of(ix, kx) else { continue };
        let mut sum = 0.0;
        for ky in 0..rows.kernel {
            let Some(oy) = rows.output_of(iy, ky) else { continue };
            let weights = weight.get(ky * columns.kernel + kx..).unwrap_or_default();
            let pixels = dy.get(oy * columns.output + ox..).unwrap_or_default();
            let weights = weights.iter().step_by(shape.depth().max(1));
            let pixels = pixels.iter().step_by(shape.result().max(1));
            for (w, dy) in weights.zip(pixels).take(shape.outputs) {
                sum += w * dy;
            }
        }
        total += sum;
    }
    total
}

/// What is wrong with the sizes of a convolution with `channels` in and `outputs` out, `group` of the channels in for
/// each of `groups`.
pub(super) const fn misfit(
    [channels, outputs]: [usize; 2],
    [group, groups]: [usize; 2],
    axes: &[Window],
) -> Option<Message> {
    if groups == 0 || group * groups != channels || !outputs.is_multiple_of(groups) {
        let message = Message::new("`groups = ").number(groups);
        let message = message.text("` has to divide both the channels in, ").number(channels);
        return Some(message.text(", and the channels out, ").number(outputs));
    }
    window::misfit(axes, outputs)
}

/// A window's way along an axis, as the kernels see it.
#[inline(always)]
pub(super) const fn axis(window: Window) -> Axis {
    let Window { input, output, kernel, stride, padding: [padding, _], dilation, .. } = window;
    Axis { input, output, kernel, stride, padding, dilation }
}
