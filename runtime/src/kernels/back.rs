//! C ← A Bᵀ: the way back through a layer's weights.

use super::parallel::share_rows;
use super::{Kernel, LANES, add_lanes, add_product, dispatch, for_each_row, load, store};

/// How many numbers of a row are summed together in lanes; the sums of such blocks are added in their order.
pub(crate) const BLOCK: usize = 64;

/// C ← A Bᵀ, where A and B (`depth` columns each) and C (`columns` columns, as many as B has rows) lie row by
/// row. Each sum is taken as [`LANES`] tell.
///
/// For a layer: the gradients of the inputs, from the outputs' gradients and the weights.
pub(crate) fn back(a: &[f32], b: &[f32], c: &mut [f32], depth: usize, columns: usize) {
    let multiply_adds = c.len().saturating_mul(depth);
    share_rows(c, columns, multiply_adds, |first, c| {
        let a = a.get(first * depth..).unwrap_or_default();
        dispatch::run(Back { a, b, c, depth, columns });
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
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Back { a, b, ref mut c, depth, columns } = *self;
        let c = &mut **c;
        if depth == 0 || columns == 0 {
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
                    row = band::<4, COLUMNS>(row, a, &turned, c, place);
                }
                band::<1, COLUMNS>(row, a, &turned, c, place);
            }
        }
    }
}

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
fn band<const R: usize, const C: usize>(
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
                add_product(&mut sums[r][l], rows[r][i + l], &turned[i + l])));
            i += LANES;
        }
        for_each_row!(l < LANES: if i + l < len.min(BLOCK) {
            for_each_row!(r < R: add_product(&mut sums[r][l], rows[r][i + l], &turned[i + l]))
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
