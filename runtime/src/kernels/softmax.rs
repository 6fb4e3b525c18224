//! Probabilities of logits.

use super::each_and_sum::{MANY, each_of_many};
use super::{Kernel, LANES, add_lanes, dispatch, worth_a_call};
use crate::math::{at_least, exp, ln};

/// Writes e^xᵢ / Σⱼ e^xⱼ to `probabilities`. Returns the largest xᵢ and log Σⱼ e^(xⱼ - largest): added up they
/// are log Σⱼ e^xⱼ, but a large x would wash the digits of the second away.
#[inline]
pub(crate) fn softmax<const N: usize>(
    logits: &[f32; N],
    probabilities: &mut [f32; N],
) -> (f32, f32) {
    let (largest, total) = if const { N >= MANY && worth_a_call(16 * N) } {
        powers_of_many(logits, probabilities)
    } else {
        powers_of_few(logits, probabilities)
    };
    for p in probabilities {
        *p /= total;
    }
    (largest, ln(total))
}

/// Writes e^(xᵢ - largest) to `powers`. Returns the largest xᵢ and the sum of the powers, in lanes.
#[inline(always)]
fn powers_of_few(logits: &[f32], powers: &mut [f32]) -> (f32, f32) {
    let largest = largest::<LANES>(logits);
    // By themselves, so that several are computed at once.
    let (logits, last_logits) = logits.as_chunks::<LANES>();
    let (rounds, last) = powers.as_chunks_mut::<LANES>();
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
    (largest, add_lanes(lanes))
}

/// The same in more lanes.
fn powers_of_many(logits: &[f32], powers: &mut [f32]) -> (f32, f32) {
    dispatch::run(Powers { logits, powers })
}

struct Powers<'a> {
    logits: &'a [f32],
    powers: &'a mut [f32],
}

impl Kernel for Powers<'_> {
    type Output = (f32, f32);

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) -> (f32, f32) {
        let Powers { logits, ref mut powers } = *self;
        let largest = largest::<{ 4 * LANES }>(logits);
        (largest, each_of_many([logits, logits], powers, move |x, _| [exp(x - largest); 2]))
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
