//! C ← A Bᵀ: the way back through a layer's weights.

use super::parallel::share_rows;
use super::{Kernel, LANES, add_lanes, add_product, add_products, dispatch, for_each_row};
use super::{load, multiply_add, store};
use core::hint::black_box;

/// How many numbers of a row are summed together in lanes; the sums of such blocks are added in their order.
pub(crate) const BLOCK: usize = 64;

/// C ← A Bᵀ, where A and B (`depth` columns each) and C (`columns` columns, as many as B has rows) lie row by
/// row. Each sum is taken as [`LANES`] tell.
///
/// For a layer: the gradients of the inputs, from the outputs' gradients and the weights.
pub(crate) fn back(fused: bool, a: &[f32], b: &[f32], c: &mut [f32], depth: usize, columns: usize) {
    let multiply_adds = c.len().saturating_mul(depth);
    share_rows(c, columns, multiply_adds, |first, c| {
        let a = a.get(first * depth..).unwrap_or_default();
        dispatch::run_sums(fused, Back { a, b, c, depth, columns });
    });
}

struct Back<'a> {
    a: &'a [f32],
    b: &'a [f32],
    c: &'a mut [f32],
    depth: usize,
    columns: usize,
}

impl Kernel for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Back { a, b, ref mut c, depth, columns } = *self;
        let c = &mut **c;
        if depth == 0 || columns == 0 {
            return;
        }
        if c.len() < FEW * columns {
            for (a, c) in a.chunks_exact(depth).zip(c.chunks_exact_mut(columns)) {
                dots::<FUSED>(b, a, c);
            }
            return;
        }
        // The rows of B that belong to a tile's columns, column by column.
        let mut turned = [[0.0; COLUMNS]; BLOCK];
        for (column, b) in (0..columns).step_by(COLUMNS).zip(b.chunks(COLUMNS * depth)) {
            for start in (0..depth).step_by(BLOCK) {
                let len = BLOCK.min(depth - start);
                let place = Place { depth, start, len, columns, column };
                for (i, row) in b.chunks_exact(depth).enumerate() {
                    for (b, turned) in row[start..start + len].iter().zip(&mut turned) {
                        turned[i] = *b;
                    }
                }
                let mut row = 0;
                if ROWS >= 16 {
                    row = band::<FUSED, 4, COLUMNS>(row, a, &turned, c, place);
                }
                band::<FUSED, 1, COLUMNS>(row, a, &turned, c, place);
            }
        }
    }
}

/// To turn B pays from so many rows on.
const FEW: usize = 8;

/// Where the columns and the part of the sums lie that are being computed.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    start: usize,
    len: usize,
    columns: usize,
    column: usize,
}

/// Rows of C from `row` on, `R` at a time, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn band<const FUSED: bool, const R: usize, const C: usize>(
    row: usize,
    a: &[f32],
    turned: &[[f32; C]; BLOCK],
    c: &mut [f32],
    place: Place,
) -> usize {
    let Place { depth, start, len, columns, column } = place;
    let width = C.min(columns - column);
    let mut row = row;
    while let Some(c) = c.get_mut(row * columns..(row + R) * columns) {
        let mut rows = [&[][..]; R];
        for (r, values) in rows.iter_mut().enumerate() {
            let start = (row + r) * depth + start;
            let Some(found) = a.get(start..start + len) else { return row };
            *values = found;
        }
        let mut sums = [[[-0.0; C]; LANES]; R];
        let mut i = 0;
        while i + LANES <= len.min(BLOCK) {
            for_each_row!(l < LANES: for_each_row!(r < R:
                add_product::<FUSED, C>(&mut sums[r][l], rows[r][i + l], &turned[i + l])));
            i += LANES;
        }
        for_each_row!(l < LANES: if i + l < len.min(BLOCK) {
            for_each_row!(r < R: add_product::<FUSED, C>(&mut sums[r][l], rows[r][i + l], &turned[i + l]))
        });
        for_each_row!(r < R: {
            let [s0, s1, s2, s3] = &sums[r];
            let mut sum: [f32; C] = core::array::from_fn(|j| add_lanes([s0[j], s1[j], s2[j], s3[j]]));
            if start > 0 {
                let mut before = [0.0; C];
                load(c, r * columns + column, width, &mut before);
                for j in 0..C {
                    sum[j] += before[j];
                }
            }
            store(&sum, c, r * columns + column, width);
        });
        row += R;
    }
    row
}

/// dx ← dy Wᵀ for a single row, for which turning W would take longer than the products.
#[inline(always)]
pub(super) fn dots<const FUSED: bool>(weight: &[f32], dy: &[f32], dx: &mut [f32]) {
    const ROUND: usize = 16;
    const ROWS: usize = 4;
    let columns = dy.len();
    for (weight, dx) in weight.chunks(ROUND * columns).zip(dx.chunks_mut(ROUND)) {
        for (block, dy) in dy.chunks(BLOCK).enumerate() {
            let mut lanes = [[0.0; LANES]; ROUND];
            let (groups, _) = lanes.as_chunks_mut::<ROWS>();
            for (lanes, rows) in groups.iter_mut().zip(weight.chunks(ROWS * columns)) {
                if rows.len() == ROWS * columns {
                    *lanes = lanes_of::<FUSED, ROWS>(rows, columns, block * BLOCK, dy);
                } else {
                    for (lanes, row) in lanes.iter_mut().zip(rows.chunks_exact(columns)) {
                        [*lanes] = lanes_of::<FUSED, 1>(row, columns, block * BLOCK, dy);
                    }
                }
            }
            // Through memory, where they can be read as columns.
            for (dx, lanes) in dx.iter_mut().zip(black_box(&lanes)) {
                let sum = add_lanes(*lanes);
                *dx = if block == 0 { sum } else { *dx + sum };
            }
        }
    }
}

/// The products of dy with the columns from `start` on of some rows, in lanes.
#[inline(always)]
fn lanes_of<const FUSED: bool, const R: usize>(
    weight: &[f32],
    columns: usize,
    start: usize,
    dy: &[f32],
) -> [[f32; LANES]; R] {
    let mut lanes = [[-0.0; LANES]; R];
    let mut rounds: [&[[f32; LANES]]; R] = [&[]; R];
    let mut rests: [&[f32]; R] = [&[]; R];
    for (r, (rounds, rest)) in rounds.iter_mut().zip(&mut rests).enumerate() {
        let start = r * columns + start;
        let Some(row) = weight.get(start..start + dy.len()) else { return lanes };
        (*rounds, *rest) = row.as_chunks();
    }
    let (dy_rounds, dy_rest) = dy.as_chunks::<LANES>();
    for (i, dy) in dy_rounds.iter().enumerate() {
        for_each_row!(r < R: add_products::<FUSED, LANES>(&mut lanes[r], &rounds[r][i], dy));
    }
    for (l, dy) in dy_rest.iter().enumerate() {
        for_each_row!(r < R:
            lanes[r][l] = multiply_add::<FUSED>(rests[r][l], *dy, lanes[r][l]));
    }
    lanes
}
