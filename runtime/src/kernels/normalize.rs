//! Rows of numbers, each normalized to mean 0 and variance 1: the loops of
//! [`LayerNorm`](crate::layers::LayerNorm), whose page has the formulas.

use super::each_and_sum::{each_and_sum_within, sum_within};
use super::{Kernel, Vectors, dispatch, worth_a_call};
use crate::math;

/// What normalizes a row: factors, what is added to the products, and what keeps the divisor from zero.
#[derive(Clone, Copy)]
pub(crate) struct Normal<'a> {
    pub weight: &'a [f32],
    pub bias: &'a [f32],
    pub epsilon: f32,
}

/// Writes x̂ times the weight and the bias to each row of `y`.
#[inline]
pub(crate) fn normalize(normal: Normal<'_>, x: &[f32], y: &mut [f32]) {
    let pays = worth_a_call(8 * x.len());
    let mut kernel = Normalize { normal, x, y };
    if pays { dispatch::run(kernel) } else { dispatch::run_inlined(&mut kernel) }
}

/// The way back: adds to the gradients of weight and bias, and overwrites `dx`, if there is one.
#[inline]
pub(crate) fn normalize_back(
    normal: Normal<'_>,
    [x, dy]: [&[f32]; 2],
    dx: Option<&mut [f32]>,
    gradients: [&mut [f32]; 2],
) {
    let pays = worth_a_call(8 * x.len());
    let mut kernel = NormalizeBack { normal, x, dy, dx, gradients };
    if pays { dispatch::run(kernel) } else { dispatch::run_inlined(&mut kernel) }
}

/// The mean of a row and 1 / √(σ² + ε).
#[inline(always)]
fn statistics(x: &[f32], epsilon: f32) -> (f32, f32) {
    let len = x.len() as f32;
    let mean = sum_within([x, x], |x, _| x) / len;
    let var = sum_within([x, x], move |x, _| (x - mean) * (x - mean)) / len;
    (mean, 1.0 / math::sqrt(var + epsilon))
}

struct Normalize<'a> {
    normal: Normal<'a>,
    x: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Normalize { normal: Normal { weight, bias, epsilon }, x, ref mut y } = *self;
        let columns = weight.len().max(1);
        for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
            let (mean, inverse) = statistics(x, epsilon);
            for ((x, y), (w, b)) in x.iter().zip(y).zip(weight.iter().zip(bias)) {
                *y = (x - mean) * inverse * w + b;
            }
        }
    }
}

struct NormalizeBack<'a> {
    normal: Normal<'a>,
    x: &'a [f32],
    dy: &'a [f32],
    dx: Option<&'a mut [f32]>,
    gradients: [&'a mut [f32]; 2],
}

impl Kernel for NormalizeBack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let NormalizeBack { normal: Normal { weight, epsilon, .. }, x, dy, .. } = *self;
        let columns = weight.len().max(1);
        let [d_weight, d_bias] = &mut self.gradients;
        let mut dx = self.dx.as_mut().map(|dx| dx.chunks_exact_mut(columns));
        for (x, dy) in x.chunks_exact(columns).zip(dy.chunks_exact(columns)) {
            let (mean, inverse) = statistics(x, epsilon);
            let parameters = d_weight.iter_mut().zip(d_bias.iter_mut());
            for ((x, dy), (dw, db)) in x.iter().zip(dy).zip(parameters) {
                *dw += (x - mean) * inverse * dy;
                *db += dy;
            }
            let Some(dx) = dx.as_mut().and_then(|dx| dx.next()) else { continue };
            // dE/dx̂, at first.
            let total = each_and_sum_within([weight, dy], dx, |w, dy| [w * dy; 2]);
            let slope = sum_within([x, dx], move |x, d| (x - mean) * inverse * d);
            let (total, slope) = (total / x.len() as f32, slope / x.len() as f32);
            for (x, dx) in x.iter().zip(dx) {
                *dx = inverse * (*dx - total - (x - mean) * inverse * slope);
            }
        }
    }
}
