//! Each number of a tensor, computed from those at its place in others.

use super::parallel::share_rows;
use super::{Kernel, dispatch};

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

struct Each<'a, const K: usize, V> {
    from: [&'a [f32]; K],
    to: &'a mut [f32],
    value: V,
}

impl<const K: usize, V: Fn(f32, [f32; K]) -> f32> Kernel for Each<'_, K, V> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Each { from, ref mut to, ref value } = *self;
        let len = from.iter().fold(to.len(), |len, from| len.min(from.len()));
        for i in 0..len {
            let mut values = [0.0; K];
            for k in 0..K {
                values[k] = from[k][i];
            }
            to[i] = value(to[i], values);
        }
    }
}
