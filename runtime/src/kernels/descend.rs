//! One sample's way back and a step of gradient descent in one go over the weights.

use super::back::BLOCK;
use super::{Kernel, LANES, add_lanes, dispatch, for_each_row};

/// W ← W - `rate` xᵀ dy, where W lies row by row, a row for each of x; and before that dx ← dy Wᵀ.
pub(crate) fn descend(
    weight: &mut [f32],
    x: &[f32],
    dy: &[f32],
    dx: Option<&mut [f32]>,
    rate: f32,
) {
    dispatch::run(Descend { weight, x, dy, dx, rate });
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
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Descend { ref mut weight, x, dy, ref mut dx, rate } = *self;
        let (weight, dx) = (&mut **weight, dx.as_deref_mut());
        let columns = dy.len();
        if columns == 0 {
            return;
        }
        if let Some(dx) = dx {
            const ROUND: usize = 4;
            let (rounds, rest) = dx.as_chunks_mut::<ROUND>();
            let mut row = 0;
            for dx in rounds {
                let Some(rows) = weight.get(row * columns..(row + ROUND) * columns) else { return };
                *dx = sums::<ROUND>(rows, dy);
                row += ROUND;
            }
            for dx in rest {
                let Some(rows) = weight.get(row * columns..(row + 1) * columns) else { return };
                [*dx] = sums::<1>(rows, dy);
                row += 1;
            }
        }
        // More than the caches of a core hold is best read from first to last.
        if weight.len() > 1 << 17 {
            for (row, x) in weight.chunks_exact_mut(columns).zip(x) {
                let step = rate * x;
                for (w, dy) in row.iter_mut().zip(dy) {
                    *w -= step * dy;
                }
            }
            return;
        }
        let mut column = 0;
        column = steps::<WIDE>(weight, x, dy, rate, column);
        if WIDE > 64 {
            column = steps::<64>(weight, x, dy, rate, column);
        }
        if WIDE > 32 {
            column = steps::<32>(weight, x, dy, rate, column);
        }
        column = steps::<16>(weight, x, dy, rate, column);
        column = steps::<8>(weight, x, dy, rate, column);
        column = steps::<4>(weight, x, dy, rate, column);
        column = steps::<2>(weight, x, dy, rate, column);
        steps::<1>(weight, x, dy, rate, column);
    }
}

/// The columns from `column` on, `C` at a time as long as there are as many: their part of dy stays in registers.
/// Returns where it stopped.
#[inline(always)]
fn steps<const C: usize>(
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
            let step = rate * x;
            for (w, dy) in row.iter_mut().zip(&dy) {
                *w -= step * dy;
            }
        }
        column += C;
    }
    column
}

/// Σⱼ wⱼ dyⱼ of some rows.
#[inline(always)]
fn sums<const R: usize>(weight: &[f32], dy: &[f32]) -> [f32; R] {
    let columns = dy.len();
    let mut total = [0.0; R];
    for start in (0..columns).step_by(BLOCK) {
        let len = BLOCK.min(columns - start);
        let Some(dy) = dy.get(start..start + len) else { return total };
        let mut rounds: [&[[f32; LANES]]; R] = [&[]; R];
        let mut rests: [&[f32]; R] = [&[]; R];
        for (r, (rounds, rest)) in rounds.iter_mut().zip(&mut rests).enumerate() {
            let start = r * columns + start;
            let Some(row) = weight.get(start..start + len) else { return total };
            (*rounds, *rest) = row.as_chunks();
        }
        let mut lanes = [[-0.0; LANES]; R];
        let (dy_rounds, dy_rest) = dy.as_chunks::<LANES>();
        for (i, dy) in dy_rounds.iter().enumerate() {
            for_each_row!(r < R: add_products(&mut lanes[r], &rounds[r][i], dy));
        }
        for (l, dy) in dy_rest.iter().enumerate() {
            for_each_row!(r < R: lanes[r][l] += rests[r][l] * dy);
        }
        for (total, lanes) in total.iter_mut().zip(lanes) {
            let sum = add_lanes(lanes);
            *total = if start == 0 { sum } else { *total + sum };
        }
    }
    total
}

#[inline(always)]
fn add_products(lanes: &mut [f32; LANES], w: &[f32; LANES], dy: &[f32; LANES]) {
    for l in 0..LANES {
        lanes[l] += w[l] * dy[l];
    }
}
