//! y ← y + x A for a single row x.

use super::{Kernel, dispatch};

/// y ← y + x A, where A lies row by row. Each sum is taken in the order of A's rows, starting from what y
/// holds.
///
/// For a layer: one sample's outputs, which hold the bias, plus inputs times weights.
pub(crate) fn matvec(x: &[f32], a: &[f32], y: &mut [f32]) {
    dispatch::run(MatVec { x, a, y });
}

struct MatVec<'a> {
    x: &'a [f32],
    a: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for MatVec<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let MatVec { x, a, ref mut y } = *self;
        let y = &mut **y;
        let mut column = 0;
        column = blocks::<WIDE>(x, a, y, column);
        if WIDE > 64 {
            column = blocks::<64>(x, a, y, column);
        }
        if WIDE > 32 {
            column = blocks::<32>(x, a, y, column);
        }
        column = blocks::<16>(x, a, y, column);
        column = blocks::<8>(x, a, y, column);
        column = blocks::<4>(x, a, y, column);
        column = blocks::<2>(x, a, y, column);
        blocks::<1>(x, a, y, column);
    }
}

/// The columns from `column` on, `C` at a time as long as there are as many. Returns where it stopped.
#[inline(always)]
fn blocks<const C: usize>(x: &[f32], a: &[f32], y: &mut [f32], column: usize) -> usize {
    let columns = y.len();
    let mut column = column;
    while let Some(block) = y.get_mut(column..).and_then(|rest| rest.first_chunk_mut::<C>()) {
        let mut sums = *block;
        for (i, x) in x.iter().enumerate() {
            let row = a.get(i * columns + column..).and_then(|rest| rest.first_chunk::<C>());
            let Some(row) = row else { return columns };
            for (sum, a) in sums.iter_mut().zip(row) {
                *sum += x * a;
            }
        }
        *block = sums;
        column += C;
    }
    column
}
