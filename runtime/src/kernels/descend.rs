//! One sample's way back and a step of gradient descent in one go over the weights.

use super::back::dots;
use super::{Kernel, Vectors, dispatch};

/// W ← W - `rate` xᵀ dy, where W lies row by row, a row for each of x; and before that dx ← dy Wᵀ.
pub(crate) fn descend(
    fused: bool,
    weight: &mut [f32],
    x: &[f32],
    dy: &[f32],
    dx: Option<&mut [f32]>,
    rate: f32,
) {
    dispatch::run_sums(fused, Descend { weight, x, dy, dx, rate });
}

/// W ← W + xᵀ dy: a step with the rate -1.
pub(super) fn add_outer_product(fused: bool, weight: &mut [f32], x: &[f32], dy: &[f32]) {
    descend(fused, weight, x, dy, None, -1.0);
}

struct Descend<'a> {
    weight: &'a mut [f32],
    x: &'a [f32],
    dy: &'a [f32],
    dx: Option<&'a mut [f32]>,
    rate: f32,
}

impl Kernel for Descend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Descend { ref mut weight, x, dy, ref mut dx, rate } = *self;
        let (weight, dx) = (&mut **weight, dx.as_deref_mut());
        let columns = dy.len();
        if columns == 0 {
            return;
        }
        if let Some(dx) = dx {
            dots::<V>(weight, dy, dx);
        }
        // More than the caches of a core hold is best read from first to last.
        if weight.len() > 1 << 17 {
            for (row, x) in weight.chunks_exact_mut(columns).zip(x) {
                let step = rate * x;
                for (w, dy) in row.iter_mut().zip(dy) {
                    *w = V::multiply_add(-step, *dy, *w);
                }
            }
            return;
        }
        let mut column = 0;
        column = steps::<V, WIDE>(weight, x, dy, rate, column);
        if WIDE > 64 {
            column = steps::<V, 64>(weight, x, dy, rate, column);
        }
        if WIDE > 32 {
            column = steps::<V, 32>(weight, x, dy, rate, column);
        }
        column = steps::<V, 16>(weight, x, dy, rate, column);
        column = steps::<V, 8>(weight, x, dy, rate, column);
        column = steps::<V, 4>(weight, x, dy, rate, column);
        column = steps::<V, 2>(weight, x, dy, rate, column);
        steps::<V, 1>(weight, x, dy, rate, column);
    }
}

/// The columns from `column` on, `C` at a time as long as there are as many: their part of dy stays in registers.
/// Returns where it stopped.
#[inline(always)]
fn steps<V: Vectors, const C: usize>(
    weight: &mut [f32],
    x: &[f32],
    dy: &[f32],
    rate: f32,
    column: usize,
) -> usize {
    let columns = dy.len();
    let mut column = column;
    while let Some(&dy) = dy.get(column..).and_then(|rest| rest.first_chunk::<C>()) {
        for (i, x) in x.iter().enumerate() {
            let row = weight.get_mut(i * columns + column..);
            let Some(row) = row.and_then(|rest| rest.first_chunk_mut::<C>()) else { break };
            V::add_product(row, -(rate * x), &dy);
        }
        column += C;
    }
    column
}
