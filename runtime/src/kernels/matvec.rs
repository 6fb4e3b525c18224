//! y ← y + x A for a single row x.

use super::{Kernel, add_product, dispatch, store_whole};

/// y ← y + x A, where A lies row by row. Each sum is taken in the order of A's rows, starting from what y
/// holds.
///
/// For a layer: one sample's outputs, which hold the bias, plus inputs times weights.
pub(crate) fn matvec(fused: bool, x: &[f32], a: &[f32], y: &mut [f32]) {
    dispatch::run_sums(fused, MatVec { x, a, y });
}

struct MatVec<'a> {
    x: &'a [f32],
    a: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for MatVec<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let MatVec { x, a, ref mut y } = *self;
        let columns = y.len();
        let mut column = 0;
        for y in y.chunks_mut(WIDE) {
            match y.len() {
                1 => tile::<FUSED, 1, 1>(x, a, y, columns, column),
                2..=4 => tile::<FUSED, 2, 2>(x, a, y, columns, column),
                5..=8 => tile::<FUSED, 4, 4>(x, a, y, columns, column),
                9..=16 => tile::<FUSED, 8, 8>(x, a, y, columns, column),
                17..=24 if WIDE == 32 => tile::<FUSED, 16, 8>(x, a, y, columns, column),
                17..=32 => tile::<FUSED, 16, 16>(x, a, y, columns, column),
                33..=48 if WIDE == 64 => tile::<FUSED, 32, 16>(x, a, y, columns, column),
                33..=64 => tile::<FUSED, 32, 32>(x, a, y, columns, column),
                65..=96 => tile::<FUSED, 64, 32>(x, a, y, columns, column),
                _ => tile::<FUSED, 64, 64>(x, a, y, columns, column),
            }
            column += WIDE;
        }
    }
}

/// The sums y of the columns from `column` on: the `FIRST` first ones and the `LAST` last ones, which are all of them, in
/// one go over x. Those in the middle may be among both, and come out the same twice: that is faster than narrower tiles
/// that fit, each of which would wait for its sums.
#[inline(always)]
fn tile<const FUSED: bool, const FIRST: usize, const LAST: usize>(
    x: &[f32],
    a: &[f32],
    y: &mut [f32],
    columns: usize,
    column: usize,
) {
    let (Some(&(mut first)), Some(&(mut last))) = (y.first_chunk(), y.last_chunk()) else { return };
    for (x, row) in x.iter().zip(a.chunks_exact(columns)) {
        let Some(row) = row.get(column..column + y.len()) else { return };
        let (Some(a_first), Some(a_last)) = (row.first_chunk(), row.last_chunk()) else { return };
        add_product::<FUSED, FIRST>(&mut first, *x, a_first);
        add_product::<FUSED, LAST>(&mut last, *x, a_last);
    }
    store_whole(&first, y, 0);
    store_whole(&last, y, y.len() - LAST);
}
