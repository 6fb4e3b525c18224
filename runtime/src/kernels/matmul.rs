//! C ← C + A B, tile by tile, with the tile's sums in registers.

use super::parallel::share_rows;
use super::{Kernel, add_product, dispatch, for_each_row, load, store};

/// C ← C + A B, where A (`depth` columns), B and C (`columns` columns each) lie row by row. Each sum is taken
/// in the order of B's rows, starting from what C holds.
///
/// For a layer: outputs that hold the bias, plus inputs times weights.
pub(crate) fn matmul(a: &[f32], b: &[f32], c: &mut [f32], depth: usize, columns: usize) {
    let multiply_adds = c.len().saturating_mul(depth);
    share_rows(c, columns, multiply_adds, |first, c| {
        let a = Rows { values: a.get(first * depth..).unwrap_or_default(), depth };
        dispatch::run(MatMul { a, b, c, columns });
    });
}

/// C ← C + Aᵀ B, where A (`rows` columns), B and C (`columns` columns each) lie row by row; each sum in the
/// order of A's and B's rows.
///
/// For a layer: the gradient of the weights, from inputs and the outputs' gradients.
pub(crate) fn matmul_of_columns(a: &[f32], b: &[f32], c: &mut [f32], rows: usize, columns: usize) {
    let multiply_adds = a.len().saturating_mul(columns);
    share_rows(c, columns, multiply_adds, |first, c| {
        dispatch::run(MatMul { a: Columns { values: a, rows, first }, b, c, columns });
    });
}

struct MatMul<'a, A> {
    a: A,
    b: &'a [f32],
    c: &'a mut [f32],
    columns: usize,
}

/// How the left matrix lies.
trait Left: Copy {
    /// Adds rows `row..row + R` of A times a panel of B to the tile.
    fn add_to<const R: usize, const C: usize>(
        self,
        row: usize,
        panel: Panel<'_>,
        tile: &mut [[f32; C]; R],
    );
}

/// As many columns of B as a tile has, from `column` on; and B's rows from `first` on, `depth` of them.
#[derive(Clone, Copy)]
struct Panel<'a> {
    /// From row `first` on.
    b: &'a [f32],
    /// B's, not the panel's.
    columns: usize,
    column: usize,
    first: usize,
    depth: usize,
}

impl<A: Left> Kernel for MatMul<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let MatMul { a, b, ref mut c, columns } = *self;
        let c = &mut **c;
        if columns == 0 {
            return;
        }
        let depth = b.len() / columns;
        let last = columns - columns % COLUMNS;
        for column in (0..last).step_by(COLUMNS) {
            let panel = Panel { b, columns, column, first: 0, depth };
            tiles::<ROWS, COLUMNS, A>(a, panel, c, columns, column);
        }
        if last < columns {
            // The last columns are too few for a tile: they are copied to where zeros make up the rest.
            const DEPTH: usize = 128;
            let mut copy = [[0.0; COLUMNS]; DEPTH];
            for (part, b) in b.chunks(DEPTH * columns).enumerate() {
                let mut depth = 0;
                for (row, copy) in b.chunks_exact(columns).zip(&mut copy) {
                    for (b, copy) in row[last..].iter().zip(copy) {
                        *copy = *b;
                    }
                    depth += 1;
                }
                let b = copy.as_flattened();
                let panel = Panel { b, columns: COLUMNS, column: 0, first: part * DEPTH, depth };
                tiles::<ROWS, COLUMNS, A>(a, panel, c, columns, last);
            }
        }
    }
}

/// All rows of C, in the columns from `column` on: in tiles of `ROWS` rows, then of fewer.
#[inline(always)]
fn tiles<const ROWS: usize, const COLUMNS: usize, A: Left>(
    a: A,
    panel: Panel<'_>,
    c: &mut [f32],
    columns: usize,
    column: usize,
) {
    let mut row = 0;
    row = band::<ROWS, COLUMNS, A>(a, row, panel, c, columns, column);
    if ROWS > 8 {
        row = band::<8, COLUMNS, A>(a, row, panel, c, columns, column);
    }
    if ROWS > 4 {
        row = band::<4, COLUMNS, A>(a, row, panel, c, columns, column);
    }
    row = band::<2, COLUMNS, A>(a, row, panel, c, columns, column);
    band::<1, COLUMNS, A>(a, row, panel, c, columns, column);
}

/// Tiles of `R` rows from `row` on, as long as C has as many. Returns where it stopped.
#[inline(always)]
fn band<const R: usize, const C: usize, A: Left>(
    a: A,
    row: usize,
    panel: Panel<'_>,
    c: &mut [f32],
    columns: usize,
    column: usize,
) -> usize {
    let mut row = row;
    let width = C.min(columns - column);
    while let Some(rows) = c.get_mut(row * columns..(row + R) * columns) {
        let mut tile = [[0.0; C]; R];
        for_each_row!(r < R: load(rows, r * columns + column, width, &mut tile[r]));
        a.add_to(row, panel, &mut tile);
        for_each_row!(r < R: store(&tile[r], rows, r * columns + column, width));
        row += R;
    }
    row
}

impl<'a> Panel<'a> {
    /// The panel's part of one of its rows.
    #[inline(always)]
    fn row<const C: usize>(self, row: usize) -> Option<&'a [f32; C]> {
        self.b.get(row * self.columns + self.column..)?.first_chunk()
    }
}

/// Row after row.
#[derive(Clone, Copy)]
struct Rows<'a> {
    values: &'a [f32],
    depth: usize,
}

impl Left for Rows<'_> {
    #[inline(always)]
    fn add_to<const R: usize, const C: usize>(
        self,
        row: usize,
        panel: Panel<'_>,
        tile: &mut [[f32; C]; R],
    ) {
        let Panel { first, depth, .. } = panel;
        let mut rows = [&[][..]; R];
        for (r, values) in rows.iter_mut().enumerate() {
            let start = (row + r) * self.depth + first;
            let Some(found) = self.values.get(start..start + depth) else { return };
            *values = found;
        }
        let mut sums = *tile;
        for i in 0..depth {
            let Some(b) = panel.row::<C>(i) else { return };
            for_each_row!(r < R: add_product(&mut sums[r], rows[r][i], b));
        }
        *tile = sums;
    }
}

/// Column after column: what is given is the transposed matrix, row after row. `first` is the first column to be
/// taken.
#[derive(Clone, Copy)]
struct Columns<'a> {
    values: &'a [f32],
    rows: usize,
    first: usize,
}

impl Left for Columns<'_> {
    #[inline(always)]
    fn add_to<const R: usize, const C: usize>(
        self,
        row: usize,
        panel: Panel<'_>,
        tile: &mut [[f32; C]; R],
    ) {
        let mut sums = *tile;
        for i in 0..panel.depth {
            let start = (panel.first + i) * self.rows + self.first + row;
            let a = self.values.get(start..).and_then(|rest| rest.first_chunk::<R>());
            let (Some(a), Some(b)) = (a, panel.row::<C>(i)) else { return };
            for_each_row!(r < R: add_product(&mut sums[r], a[r], b));
        }
        *tile = sums;
    }
}
