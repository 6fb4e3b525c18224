//! Each number of a tensor, computed from those at its place in others.

use super::parallel::share_rows;
use super::{Kernel, Vectors, dispatch};
use core::hint::black_box;

/// Writes to each place of `to` what `value` makes of the numbers at that place.
pub(crate) fn each<const K: usize>(
    from: [&[f32]; K],
    to: &mut [f32],
    value: impl Fn([f32; K]) -> f32 + Copy + Sync,
) {
    share(from, to, |_, from| value(from));
}

/// Writes to each place what `value` makes of the number that stands there.
pub(crate) fn each_in_place(values: &mut [f32], value: impl Fn(f32) -> f32 + Copy + Sync) {
    share([], values, |x, []| value(x));
}

/// Writes to each place what `value` makes of the number that stands there and of those at that place elsewhere.
pub(crate) fn change_each<const K: usize>(
    values: &mut [f32],
    from: [&[f32]; K],
    value: impl Fn(f32, [f32; K]) -> f32 + Copy + Sync,
) {
    share(from, values, value);
}

/// Copies numbers.
pub(crate) fn copy(from: &[f32], to: &mut [f32]) {
    each([from], to, |[x]| x);
}

fn share<const K: usize>(
    from: [&[f32]; K],
    to: &mut [f32],
    value: impl Fn(f32, [f32; K]) -> f32 + Copy + Sync,
) {
    // A number that comes from far away takes as long as some multiply-adds.
    let multiply_adds = 8 * to.len();
    share_rows(to, 1, multiply_adds, |first, to| {
        let mut from = from;
        for from in &mut from {
            *from = from.get(first..).unwrap_or_default();
        }
        dispatch::run(Each { from, to, value });
    });
}

struct Each<'a, const K: usize, F> {
    from: [&'a [f32]; K],
    to: &'a mut [f32],
    value: F,
}

impl<const K: usize, F: Fn(f32, [f32; K]) -> f32> Kernel for Each<'_, K, F> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Each { from, ref mut to, ref value } = *self;
        let len = from.iter().fold(to.len(), |len, from| len.min(from.len()));
        let replaced = Replaced::new();
        for i in 0..len {
            let mut values = [0.0; K];
            for k in 0..K {
                values[k] = from[k][i];
            }
            to[i] = value(replaced.value(to[i]), values);
        }
    }
}

/// Reads numbers that are replaced where they stand.
///
/// Where such a number either stays or gives way to another, LLVM would write just those that do not stay, by a store with a
/// mask: AVX2's takes an AMD processor as long as twenty others. So it must not see that a number is the one that was there.
#[derive(Clone, Copy)]
pub(crate) struct Replaced {
    /// Which the compiler does not know.
    zero: u32,
}

impl Replaced {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Replaced { zero: if cfg!(whole_nets) { black_box(0) } else { 0 } }
    }

    /// `x`.
    #[inline(always)]
    pub(crate) fn value(self, x: f32) -> f32 {
        f32::from_bits(x.to_bits() ^ self.zero)
    }
}
