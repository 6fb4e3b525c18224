//! The sum of a matrix's rows.

use super::{Kernel, Vectors, dispatch, load, load_whole, store, store_whole};

/// to ← to + Σ rows of `matrix`, which has so many columns: of as many of them as `to` has; each sum in the order of the rows.
///
/// For a layer: the gradient of the biases, from the outputs' gradients.
pub(crate) fn add_rows(to: &mut [f32], matrix: &[f32], columns: usize) {
    if !to.is_empty() {
        dispatch::run(AddRows { to, matrix, columns });
    }
}

struct AddRows<'a> {
    to: &'a mut [f32],
    /// From the first column on.
    matrix: &'a [f32],
    /// The matrix's, not those of `to`.
    columns: usize,
}

impl Kernel for AddRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let mut column = self.add_columns::<WIDE>(0);
        column = self.add_columns::<LAST>(column);
        self.add_last_columns(column);
    }
}

impl AddRows<'_> {
    /// The columns from `column` on, `C` at a time as long as there are as many: their sums stay in registers. Returns
    /// where it stopped.
    #[inline(always)]
    fn add_columns<const C: usize>(&mut self, column: usize) -> usize {
        let mut column = column;
        while column + C <= self.to.len() {
            let mut sums = [0.0; C];
            load_whole(self.to, column, &mut sums);
            let rows = self.matrix.get(column..).unwrap_or_default();
            for row in rows.chunks(self.columns) {
                let Some(row) = row.first_chunk::<C>() else { break };
                for j in 0..C {
                    sums[j] += row[j];
                }
            }
            store_whole(&sums, self.to, column);
            column += C;
        }
        column
    }

    /// The columns from `column` on, less than [`LAST`]. Of what stands behind a row there are sums, too, which are forgotten.
    #[inline(always)]
    fn add_last_columns(&mut self, column: usize) {
        let width = self.to.len() - column;
        if width == 0 {
            return;
        }
        let mut sums = [0.0; LAST];
        load(self.to, column, width, &mut sums);
        for start in (column..self.matrix.len()).step_by(self.columns) {
            let row = self.matrix.get(start..).unwrap_or_default();
            if let Some(row) = row.first_chunk::<LAST>() {
                for j in 0..LAST {
                    sums[j] += row[j];
                }
            } else {
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum += value;
                }
            }
        }
        store(&sums, self.to, column, width);
    }
}

/// The columns of the last block.
const LAST: usize = 16;
