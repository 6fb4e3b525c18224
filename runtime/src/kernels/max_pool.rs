//! The way back through a max pool.

use super::parallel::share_rows;
use super::{Kernel, dispatch};

/// dx of windows of `KH` x `KW` that lie side by side, `width` in a row, and cover all of x: each dy at the place of the
/// first of the largest in its window, or of the last NaN, and zeros at the others.
pub(crate) fn max_pool_back<const KH: usize, const KW: usize>(
    x: &[f32],
    dy: &[f32],
    dx: &mut [f32],
    width: usize,
) {
    let columns = KH * KW * width;
    // A number that comes from far away takes as long as some multiply-adds.
    share_rows(dx, columns, 8 * x.len(), |first, dx| {
        let x = x.get(first * columns..).unwrap_or_default();
        let dy = dy.get(first * width..).unwrap_or_default();
        let dy = dy.get(..dx.len() / (KH * KW)).unwrap_or_default();
        dispatch::run(MaxPoolBack::<KH, KW> { x, dy, dx, width });
    });
}

struct MaxPoolBack<'a, const KH: usize, const KW: usize> {
    x: &'a [f32],
    dy: &'a [f32],
    dx: &'a mut [f32],
    width: usize,
}

impl<const KH: usize, const KW: usize> Kernel for MaxPoolBack<'_, KH, KW> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let width = self.width.max(1);
        for row in 0..self.dy.len() / width {
            let mut column = 0;
            while column < width {
                // The last of a row once more, if it has as many. If not, what is written behind it is wrong until the
                // next rows are.
                let start = column.min(width.saturating_sub(COLUMNS));
                if self.windows::<COLUMNS>(row, start).is_some() {
                    column += COLUMNS;
                } else {
                    self.windows::<1>(row, column);
                    column += 1;
                }
            }
        }
    }
}

impl<const KH: usize, const KW: usize> MaxPoolBack<'_, KH, KW> {
    /// `N` windows side by side, if so many are left.
    #[inline(always)]
    fn windows<const N: usize>(&mut self, row: usize, column: usize) -> Option<()> {
        let line = |k| {
            let start = ((row * KH + k) * self.width + column) * KW;
            start..start + N * KW
        };
        let dy = self.dy.get(row * self.width + column..)?.first_chunk::<N>()?;
        let (mut largest, mut at) = ([f32::NEG_INFINITY; N], [0.0; N]);
        for k in 0..KH {
            let x = self.x.get(line(k))?;
            for l in 0..KW {
                let place = (k * KW + l) as f32;
                let mut values = [0.0; N];
                for j in 0..N {
                    values[j] = x[j * KW + l];
                }
                for j in 0..N {
                    let larger = values[j] > largest[j] || values[j].is_nan();
                    largest[j] = if larger { values[j] } else { largest[j] };
                    at[j] = if larger { place } else { at[j] };
                }
            }
        }
        let mut d = [0.0; N];
        for j in 0..N {
            d[j] = 0.0 + dy[j];
        }
        for k in 0..KH {
            let dx = self.dx.get_mut(line(k))?;
            let mut parts = [[0.0; N]; KW];
            for l in 0..KW {
                let place = (k * KW + l) as f32;
                for j in 0..N {
                    parts[l][j] = if at[j] == place { d[j] } else { 0.0 };
                }
            }
            for j in 0..N {
                for l in 0..KW {
                    dx[j * KW + l] = parts[l][j];
                }
            }
        }
        Some(())
    }
}
