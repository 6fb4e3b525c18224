//! Probabilities of logits, and their logarithms.

use super::each_and_sum::{MANY, each_and_sum_within, sum_within};
use super::{Kernel, LANES, Vectors, add_lanes, dispatch, worth_a_call};
use crate::math::{at_least, exp, ln};

/// Writes e^xᵢ / Σⱼ e^xⱼ to `probabilities`. Returns the largest xᵢ and log Σⱼ e^(xⱼ - largest): added up they
/// are log Σⱼ e^xⱼ, but a large x would wash the digits of the second away.
#[inline]
pub(crate) fn softmax<const N: usize>(
    logits: &[f32; N],
    probabilities: &mut [f32; N],
) -> (f32, f32) {
    let (largest, total) = if const { N >= MANY && worth_a_call(16 * N) } {
        dispatch::run(SoftmaxOfMany { logits, probabilities })
    } else {
        softmax_of_few(logits, probabilities)
    };
    (largest, ln(total))
}

/// Writes the probabilities. Returns the largest xᵢ and Σⱼ e^(xⱼ - largest), summed in lanes.
#[inline(always)]
fn softmax_of_few(logits: &[f32], probabilities: &mut [f32]) -> (f32, f32) {
    let largest = largest::<LANES>(logits);
    // By themselves, so that several are computed at once.
    let (logits, last_logits) = logits.as_chunks::<LANES>();
    let (rounds, last) = probabilities.as_chunks_mut::<LANES>();
    for (powers, x) in rounds.iter_mut().zip(logits) {
        *powers = core::array::from_fn(|l| exp(x[l] - largest));
    }
    for (power, x) in last.iter_mut().zip(last_logits) {
        *power = exp(x - largest);
    }
    let mut lanes = [-0.0; LANES];
    for round in rounds {
        for l in 0..LANES {
            lanes[l] += round[l];
        }
    }
    for (lane, power) in lanes.iter_mut().zip(last) {
        *lane += *power;
    }
    let total = add_lanes(lanes);
    for p in probabilities {
        *p /= total;
    }
    (largest, total)
}

/// The same in more lanes.
struct SoftmaxOfMany<'a> {
    logits: &'a [f32],
    probabilities: &'a mut [f32],
}

impl Kernel for SoftmaxOfMany<'_> {
    type Output = (f32, f32);

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> (f32, f32) {
        let SoftmaxOfMany { logits, ref mut probabilities } = *self;
        let largest = largest::<{ 4 * LANES }>(logits);
        let power = move |x: f32, _| [exp(x - largest); 2];
        let total = each_and_sum_within([logits, logits], probabilities, power);
        for p in &mut **probabilities {
            *p /= total;
        }
        (largest, total)
    }
}

/// The way back: yᵢ (dyᵢ - Σⱼ yⱼ dyⱼ).
#[inline]
pub(crate) fn softmax_back<const N: usize>(from: [&[f32; N]; 2], dx: &mut [f32; N]) {
    let (from, dx) = (from.map(|from| &from[..]), &mut dx[..]);
    let mut kernel = SoftmaxBack { from, dx };
    if const { N >= MANY && worth_a_call(8 * N) } {
        dispatch::run(kernel);
    } else {
        dispatch::run_inlined(&mut kernel);
    }
}

struct SoftmaxBack<'a> {
    from: [&'a [f32]; 2],
    dx: &'a mut [f32],
}

impl Kernel for SoftmaxBack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let mean = sum_within(self.from, |y, dy| y * dy);
        let [y, dy] = self.from;
        for (dx, (y, dy)) in self.dx.iter_mut().zip(y.iter().zip(dy)) {
            *dx = y * (dy - mean);
        }
    }
}

/// The way back of the logarithms: dyᵢ - e^yᵢ Σⱼ dyⱼ.
#[inline]
pub(crate) fn log_softmax_back<const N: usize>(from: [&[f32; N]; 2], dx: &mut [f32; N]) {
    let (from, dx) = (from.map(|from| &from[..]), &mut dx[..]);
    if const { N >= MANY && worth_a_call(8 * N) } {
        dispatch::run(LogSoftmaxBack { from, dx });
        return;
    }
    let [y, dy] = from;
    let total = sum_within([dy, dy], |dy, _| dy);
    let ((y, last_y), (dy, last_dy)) = (y.as_chunks::<LANES>(), dy.as_chunks::<LANES>());
    let (dx, last_dx) = dx.as_chunks_mut::<LANES>();
    for (dx, (y, dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
        *dx = core::array::from_fn(|l| dy[l] - exp(y[l]) * total);
    }
    for (dx, (y, dy)) in last_dx.iter_mut().zip(last_y.iter().zip(last_dy)) {
        *dx = dy - exp(*y) * total;
    }
}

struct LogSoftmaxBack<'a> {
    from: [&'a [f32]; 2],
    dx: &'a mut [f32],
}

impl Kernel for LogSoftmaxBack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let [y, dy] = self.from;
        let total = sum_within([dy, dy], |dy, _| dy);
        for (dx, (y, dy)) in self.dx.iter_mut().zip(y.iter().zip(dy)) {
            *dx = dy - exp(*y) * total;
        }
    }
}

/// The largest of some numbers, where NaN does not count. In lanes, since one would wait for each comparison.
#[inline(always)]
fn largest<const L: usize>(values: &[f32]) -> f32 {
    let (rounds, rest) = values.as_chunks::<L>();
    let mut lanes = [f32::NEG_INFINITY; L];
    for round in rounds {
        for l in 0..L {
            lanes[l] = at_least(lanes[l], round[l]);
        }
    }
    for (lane, x) in lanes.iter_mut().zip(rest) {
        *lane = at_least(*lane, *x);
    }
    lanes.into_iter().fold(f32::NEG_INFINITY, at_least)
}
