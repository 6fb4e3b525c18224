//! y ← y + x A for a single row x.

use super::{Kernel, Vectors, add_whole, dispatch, first_sum, load_whole, store_whole};
use core::hint::black_box;

/// y ← y + x A, where A lies row by row. Each sum is taken in the order of A's rows, starting from what y
/// holds; or the [`first_sum`] is, and the other, of the rows left, is added to it.
///
/// For a layer: one sample's outputs, which hold the bias, plus inputs times weights.
pub(crate) fn matvec(fused: bool, x: &[f32], a: &[f32], y: &mut [f32]) {
    let first_sum = first_sum(x.len(), y.len());
    // Put together for each call: what is passed on is copied, and waits.
    if y.len() <= FEW {
        dispatch::run_few_sums(fused, MatVec { first_sum, x, a, y });
    } else {
        dispatch::run_sums(fused, MatVec { first_sum, x, a, y });
    }
}

/// So many columns fill registers that are half as wide as the widest.
const FEW: usize = 64;

struct MatVec<'a> {
    first_sum: usize,
    x: &'a [f32],
    a: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for MatVec<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let MatVec { first_sum, x, a, ref mut y } = *self;
        let columns = y.len();
        let mut column = 0;
        for y in y.chunks_mut(WIDE) {
            let from = Part { first_sum, x, a, columns, column };
            match y.len() {
                1 => sums::<V, WIDE, 1, 1>(from, y),
                2..=4 => sums::<V, WIDE, 2, 2>(from, y),
                5..=8 => sums::<V, WIDE, 4, 4>(from, y),
                9..=16 => sums::<V, WIDE, 8, 8>(from, y),
                17..=24 if WIDE == 32 => sums::<V, WIDE, 16, 8>(from, y),
                17..=32 => sums::<V, WIDE, 16, 16>(from, y),
                33..=48 if WIDE == 64 => sums::<V, WIDE, 32, 16>(from, y),
                33..=64 => sums::<V, WIDE, 32, 32>(from, y),
                65..=96 => sums::<V, WIDE, 64, 32>(from, y),
                _ => sums::<V, WIDE, 64, 64>(from, y),
            }
            column += WIDE;
        }
    }
}

/// What the sums of some columns are taken from.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// So many rows are in the first sum.
    first_sum: usize,
    x: &'a [f32],
    a: &'a [f32],
    columns: usize,
    /// The first that is computed.
    column: usize,
}

impl<'a> Part<'a> {
    /// The rows of the first sum, and the others.
    #[inline(always)]
    fn split(self) -> Option<(Self, Self)> {
        let (x, x_rest) = self.x.split_at_checked(self.first_sum)?;
        let (a, a_rest) = self.a.split_at_checked(self.first_sum * self.columns)?;
        Some((Part { x, a, ..self }, Part { x: x_rest, a: a_rest, ..self }))
    }
}

/// The sums y of the columns from `column` on. If these have two sums each and registers hold both, the two go side by side:
/// so few would wait for each addition.
#[inline(always)]
fn sums<V: Vectors, const WIDE: usize, const FIRST: usize, const LAST: usize>(
    from: Part<'_>,
    y: &mut [f32],
) {
    let Some((first, second)) = from.split() else { return };
    if FIRST + LAST <= WIDE / 2 && !second.x.is_empty() {
        two_tiles::<V, FIRST, LAST>(first, second, y);
        return;
    }
    for (from, adds) in [(first, false), (second, true)] {
        if !(adds && from.x.is_empty()) {
            tile::<V, FIRST, LAST>(from, adds, y);
        }
    }
}

/// The sums of the `FIRST` first columns and the `LAST` last ones, which are all of them, in one go over x. Those in the middle
/// may be among both, and come out the same twice: that is faster than narrower tiles that fit, each of which would wait for
/// its sums. They start from what y holds; or if it `adds`, from zero, and are added to that.
#[inline(always)]
fn tile<V: Vectors, const FIRST: usize, const LAST: usize>(
    from: Part<'_>,
    adds: bool,
    y: &mut [f32],
) {
    let Part { x, a, columns, column, .. } = from;
    let (mut first, mut last) = ([0.0; FIRST], [0.0; LAST]);
    let end = y.len().saturating_sub(LAST);
    if !adds {
        load_whole(y, 0, &mut first);
        load_whole(y, end, &mut last);
    }
    for (x, row) in x.iter().zip(a.chunks_exact(columns)) {
        let Some((row_first, row_last)) = ends(row, column, y.len()) else { return };
        V::add_product(&mut first, *x, row_first);
        V::add_product(&mut last, *x, row_last);
    }
    if adds {
        add_whole::<V, _>(y, 0, &mut first);
        add_whole::<V, _>(y, end, &mut last);
    }
    store_whole(&first, y, 0);
    store_whole(&last, y, end);
}

/// The same of two sums, of which the second has no more rows than the first.
#[inline(always)]
fn two_tiles<V: Vectors, const FIRST: usize, const LAST: usize>(
    from: Part<'_>,
    from_second: Part<'_>,
    y: &mut [f32],
) {
    let (mut first, mut last) = ([0.0; FIRST], [0.0; LAST]);
    let (mut second_first, mut second_last) = ([0.0; FIRST], [0.0; LAST]);
    let end = y.len().saturating_sub(LAST);
    load_whole(y, 0, &mut first);
    load_whole(y, end, &mut last);
    // What is needed behind the loop must not have registers in it, of which it takes all.
    let (left, y) = (black_box(from), black_box(y));
    let Part { x, a, columns, column, .. } = from;
    let rows = x.iter().zip(a.chunks_exact(columns));
    let rows_of_second = from_second.x.iter().zip(from_second.a.chunks_exact(columns));
    for ((x, row), (second_x, second_row)) in rows.zip(rows_of_second) {
        let Some((row_first, row_last)) = ends(row, column, y.len()) else { return };
        V::add_product(&mut first, *x, row_first);
        V::add_product(&mut last, *x, row_last);
        let Some((row_first, row_last)) = ends(second_row, column, y.len()) else { return };
        V::add_product(&mut second_first, *second_x, row_first);
        V::add_product(&mut second_last, *second_x, row_last);
    }
    let Part { x, a, columns, column, .. } = left;
    let rows = x.iter().zip(a.chunks_exact(columns));
    for (x, row) in rows.skip(from_second.x.len()) {
        let Some((row_first, row_last)) = ends(row, column, y.len()) else { return };
        V::add_product(&mut first, *x, row_first);
        V::add_product(&mut last, *x, row_last);
    }
    for i in 0..FIRST {
        first[i] += second_first[i];
    }
    for i in 0..LAST {
        last[i] += second_last[i];
    }
    store_whole(&first, y, 0);
    store_whole(&last, y, end);
}

/// The `FIRST` first and the `LAST` last numbers of so many columns of a row.
#[inline(always)]
fn ends<const FIRST: usize, const LAST: usize>(
    row: &[f32],
    column: usize,
    width: usize,
) -> Option<(&[f32; FIRST], &[f32; LAST])> {
    let row = row.get(column..column + width)?;
    Some((row.first_chunk()?, row.last_chunk()?))
}
