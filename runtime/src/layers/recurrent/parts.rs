//! Some values of a cell's gates at a time, from the sums to the state in registers.

use super::Cell;
use crate::kernels;
use core::iter::zip;

/// So many values of each gate are computed at a time: twice as many where that leaves none over, half as many of a layer that
/// has no more than these.
pub(super) const LANES: usize = 16;

/// `L` values from one on.
#[inline(always)]
pub(super) fn part<const R: usize, const H: usize, const L: usize>(
    rows: &[[f32; H]; R],
    start: usize,
) -> [[f32; L]; R] {
    let mut part = [[0.0; L]; R];
    for (part, row) in zip(&mut part, rows) {
        kernels::load_whole(row, start, part);
    }
    part
}

/// Writes them back.
#[inline(always)]
fn put_back<const R: usize, const H: usize, const L: usize>(
    part: &[[f32; L]; R],
    rows: &mut [[f32; H]; R],
    start: usize,
) {
    for (part, row) in zip(part, rows) {
        kernels::store_whole(part, row, start);
    }
}

/// Calls the method with each place from which on there are L values. The last of them may be among those before, too, and
/// are computed twice: a few by themselves would take as long. There have to be half of [`LANES`] at least, as there are where
/// [`together`](super::together) holds.
macro_rules! by_parts {
    ($h:ident, $method:ident::<$($of:ident),*>($($argument:expr),*)) => {
        if const { $h.is_multiple_of(2 * LANES) } {
            by_parts!({ 2 * LANES }, $h, $method::<$($of),*>($($argument),*));
        } else if const { $h >= LANES } {
            by_parts!(LANES, $h, $method::<$($of),*>($($argument),*));
        } else {
            by_parts!({ LANES / 2 }, $h, $method::<$($of),*>($($argument),*));
        }
    };
    ($lanes:tt, $h:ident, $method:ident::<$($of:ident),*>($($argument:expr),*)) => {
        for start in (0..$h / $lanes * $lanes).step_by($lanes) {
            $method::<$($of,)* $lanes>($($argument,)* start);
        }
        if !$h.is_multiple_of($lanes) {
            $method::<$($of,)* $lanes>($($argument,)* $h.saturating_sub($lanes));
        }
    };
}

/// [`Cell::advance`] for some values.
#[inline(always)]
pub(super) fn advance<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [a, b]: [&[[f32; H]; G]; 2],
    before: &[[f32; H]; K],
    now: &mut [[f32; H]; K],
    start: usize,
) {
    let mut values = [[0.0; L]; K];
    C::advance::<L>(&part(a, start), &part(b, start), &part(before, start), &mut values);
    put_back(&values, now, start);
}

/// [`Cell::retreat`] for some values: from `d` to `d_before`.
#[inline(always)]
pub(super) fn retreat<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [before, now]: [&[[f32; H]; K]; 2],
    d: &[[f32; H]; S],
    d_before: &mut [[f32; H]; S],
    [da, db]: [&mut [[f32; H]; G]; 2],
    start: usize,
) {
    let (mut values, mut a, mut b) = (part(d, start), [[0.0; L]; G], [[0.0; L]; G]);
    C::retreat::<L>(&part(before, start), &part(now, start), &mut values, &mut a, &mut b);
    put_back(&values, d_before, start);
    put_back(&a, da, start);
    put_back(&b, db, start);
}
pub(super) use by_parts;
