//! What can be done to a gradient before a step.

use crate::Network;
use crate::kernels::update;
use crate::layer::{TensorInfo, Visitor};
use crate::math::{at_least, at_most, sqrt};

/// Limits each number of a gradient to ±`limit`. NaN stays NaN.
///
/// ```
/// use typenet::optim;
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(2 -> 1)> }
///
/// let mut gradient = Net::ZERO;
/// gradient.dense.weight = [[300.0], [-0.5]];
/// optim::clip_by_value(&mut gradient, 1.0);
/// assert_eq!(gradient.dense.weight, [[1.0], [-0.5]]);
/// ```
pub fn clip_by_value<N: Network>(gradient: &mut N, limit: f32) {
    N::parameters_mut([gradient], &mut |tensors: [&mut [f32]; 1]| limit_all(tensors, limit));
}

/// Scales a gradient whose [`norm`] is larger than `most` down to it, and returns what the norm was (Pascanu,
/// Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013, algorithm 1; the factor
/// is most / (norm + 1e-6), as that of PyTorch's `clip_grad_norm_`).
///
/// A norm that is infinite or NaN, because a number of the gradient is, is returned as it is, and the gradient
/// is left as it is too: no factor would help. Whoever wants to leave out such a step asks the norm
/// (`is_finite`) and sets the gradient to zero.
///
/// ```
/// use typenet::optim;
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(1 -> 1)> }
///
/// let mut gradient = Net::ZERO;
/// gradient.dense.weight = [[30.0]];
/// gradient.dense.bias = [40.0];
/// assert_eq!(optim::clip_by_norm(&mut gradient, 1.0), 50.0);
/// assert!((gradient.dense.weight[0][0] - 0.6).abs() < 1e-6);
/// assert!((gradient.dense.bias[0] - 0.8).abs() < 1e-6);
/// ```
pub fn clip_by_norm<N: Network>(gradient: &mut N, most: f32) -> f32 {
    let norm = norm(gradient);
    if norm.is_finite() {
        let factor = most / (norm + 1e-6);
        if factor < 1.0 {
            scale(gradient, factor);
        }
    }
    norm
}

/// The L2 norm of a gradient over all tensors that are learned, √Σg². Infinite or NaN only if one of its
/// numbers is, or if the result has no place in a float.
///
/// The squares of numbers beyond ±1e19 have no place in a float, nor have those of small ones; so if the sum
/// is no ordinary number it is taken again of the numbers scaled by a power of two, which is exact.
pub fn norm<N: Network>(gradient: &N) -> f32 {
    const SMALL: f32 = 1.0 / LARGE;
    const LARGE: f32 = (1_u128 << 80) as f32;
    let mut norm = 0.0;
    for scale in [1.0, SMALL, LARGE] {
        let mut squares = Squares { scale, sum: 0.0 };
        gradient.parameters(&mut squares);
        norm = sqrt(squares.sum) / scale;
        if squares.sum > 1e-24 && squares.sum < f32::INFINITY {
            break;
        }
    }
    norm
}

/// Multiplies a gradient by a number: by 1/k after it has taken up k batches, to take the step of their mean.
pub fn scale<N: Network>(gradient: &mut N, factor: f32) {
    N::parameters_mut([gradient], &mut |tensors: [&mut [f32]; 1]| scale_all(tensors, factor));
}

// No part of generic code, so that they are compiled with this crate and optimized with it.

fn limit_all(mut tensors: [&mut [f32]; 1], limit: f32) {
    update(&mut tensors, &move |[g]| *g = at_least(at_most(*g, limit), -limit));
}

fn scale_all(mut tensors: [&mut [f32]; 1], factor: f32) {
    update(&mut tensors, &move |[g]| *g *= factor);
}

fn squares(values: &[f32], scale: f32) -> f32 {
    sum(values, |x| (scale * x) * (scale * x))
}

struct Squares {
    scale: f32,
    sum: f32,
}

impl Visitor for Squares {
    fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]) {
        if info.learned {
            self.sum += squares(values, self.scale);
        }
    }
}

/// Σ term(x), in sixteen sums side by side and block by block: faster than one number after the other, and with
/// smaller errors.
#[inline(always)]
pub(super) fn sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    const LANES: usize = 16;
    let mut total = 0.0;
    for block in values.chunks(64 * LANES) {
        let (rows, rest) = block.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for row in rows {
            for (lane, x) in lanes.iter_mut().zip(row) {
                *lane += term(*x);
            }
        }
        for (lane, x) in lanes.iter_mut().zip(rest) {
            *lane += term(*x);
        }
        total += lanes.iter().sum::<f32>();
    }
    total
}
