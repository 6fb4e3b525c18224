//! The loops that large layers spend their time in, compiled for several instruction sets.
//!
//! A layer's own loops are compiled for the processor that every machine of its kind has; on x86-64 that
//! computes four numbers at a time, where the machine at hand may compute sixteen. These here are compiled
//! several times, and [`dispatch`] picks a version at run time. That costs some nanoseconds a call, so a layer
//! comes here only with enough to do ([`worth_a_call`]).
//!
//! They take slices rather than arrays: so they are compiled once, with this crate, however many layers and
//! shapes a program has, and a program in debug that wants speed optimizes this crate alone.
//!
//! **Every version gives the same bits**, those of the plain loops in `reference` (in the tests): the order of
//! each sum is fixed, and a product is rounded before it is added, as on a chip. What a sample gives depends
//! neither on the batch it stands in nor on the machine.
//!
//! A kernel's tile, so many rows by so many columns of sums that stay in registers, is chosen by measurement:
//! a row more and the compiler may fall off a cliff.

// An index names the same place in several arrays at once.
#![allow(clippy::needless_range_loop)]

mod all_finite;
mod back;
mod descend;
mod dispatch;
mod matmul;
mod matvec;
mod parallel;
#[cfg(test)]
mod reference;
mod update;

use crate::math;

pub(crate) use all_finite::all_finite;
pub(crate) use back::BLOCK;
pub(crate) use back::back;
pub(crate) use descend::descend;
pub(crate) use matmul::{matmul, matmul_of_columns};
pub(crate) use matvec::matvec;
pub(crate) use update::update;

/// Whether so many multiply-adds are worth a kernel's call. On a chip none are: a layer's own loops, with their
/// sizes known, are as good and smaller.
#[inline(always)]
pub(crate) const fn worth_a_call(multiply_adds: usize) -> bool {
    cfg!(feature = "std") && multiply_adds >= 512
}

/// A loop that [`dispatch::run`] compiles for several instruction sets.
trait Kernel {
    /// What it computes.
    type Output;

    /// Runs it, for a processor whose registers hold a tile of `ROWS` by `COLUMNS` sums, or a single row of
    /// `WIDE`. `inline(always)`, or it is compiled for the wrong processor.
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(self) -> Self::Output;
}

/// Adds `x` times `row` to the sums.
#[inline(always)]
fn add_product<const C: usize>(sums: &mut [f32; C], x: f32, row: &[f32; C]) {
    for j in 0..C {
        sums[j] += x * row[j];
    }
}

/// Reads a row of a tile: `width` numbers from `start` on.
#[inline(always)]
fn load<const C: usize>(from: &[f32], start: usize, width: usize, row: &mut [f32; C]) {
    let from = from.get(start..).unwrap_or_default();
    match from.first_chunk() {
        Some(whole) if width == C => *row = *whole,
        _ => {
            for (to, from) in row.iter_mut().zip(from).take(width) {
                *to = *from;
            }
        }
    }
}

/// Writes a row of a tile: `width` numbers from `start` on.
#[inline(always)]
fn store<const C: usize>(row: &[f32; C], to: &mut [f32], start: usize, width: usize) {
    let to = to.get_mut(start..).unwrap_or_default();
    match to.first_chunk_mut() {
        Some(whole) if width == C => *whole = *row,
        _ => {
            for (to, from) in to.iter_mut().zip(row).take(width) {
                *to = *from;
            }
        }
    }
}

/// For each row `r` of a tile of at most 16: the expression, written out one after the other. In a loop over
/// the rows the compiler would be free to vectorize that one, down the columns, fifty times slower.
macro_rules! for_each_row {
    ($r:ident < $rows:ident: $each:expr) => {
        for_each_row!($r < $rows: $each, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($r:ident < $rows:ident: $each:expr, $($row:literal)*) => {{
        $(
            if $row < $rows {
                let $r = $row;
                $each
            }
        )*
    }};
}
use for_each_row;

/// How many numbers the sum of a row is split into, here and in the layers: number i is added to sum i mod 4,
/// and then (s₀ + s₂) + (s₁ + s₃).
pub(crate) const LANES: usize = 4;

/// Adds up the sums of a row.
#[inline(always)]
pub(crate) fn add_lanes([s0, s1, s2, s3]: [f32; LANES]) -> f32 {
    (s0 + s2) + (s1 + s3)
}

/// Σᵢ aᵢ bᵢ, for a layer's own loops: the sum that [`back()`] and [`descend()`] take.
#[inline(always)]
pub(crate) fn dot<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    const ROUNDS: usize = BLOCK / LANES;
    if N < LANES {
        let mut total = -0.0;
        for i in 0..N {
            if !math::skips(b[i]) {
                total += a[i] * b[i];
            }
        }
        return total;
    }
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let rounds = a.len();
    let mut total = 0.0;
    let mut lanes = [0.0; LANES];
    for i in 0..rounds {
        if rounds > ROUNDS && i > 0 && i % ROUNDS == 0 {
            let sum = add_lanes(lanes);
            total = if i == ROUNDS { sum } else { total + sum };
            lanes = [0.0; LANES];
        }
        for l in 0..LANES {
            if !math::skips(b[i][l]) {
                lanes[l] += a[i][l] * b[i][l];
            }
        }
    }
    if rounds >= ROUNDS && rounds % ROUNDS == 0 && !a_rest.is_empty() {
        let sum = add_lanes(lanes);
        total = if rounds == ROUNDS { sum } else { total + sum };
        lanes = [0.0; LANES];
    }
    for l in 0..a_rest.len() {
        if !math::skips(b_rest[l]) {
            lanes[l] += a_rest[l] * b_rest[l];
        }
    }
    if N > BLOCK { total + add_lanes(lanes) } else { add_lanes(lanes) }
}
