//! Max pools: the way back where windows lie side by side, and both ways where they lie over one another.

use super::parallel::share_rows;
use super::{Kernel, Vectors, dispatch};

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
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
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

/// How many numbers a room has.
pub(crate) const ROOM: usize = 2048;

/// The first cache holds them.
pub(crate) type Rooms = [[f32; ROOM]; 4];

/// For lines of `pitch` numbers, which lie one after the other in the first room, `size` in all: puts in place of each number
/// the largest of the window that begins there, and if `PLACES`, into the second room in the same way what it holds for that.
///
/// Lines with their padding are like a single long one, so no edge is treated by itself; and along it as well as down each
/// number is compared `width` and `height` times only. First along, or it would not be the first of the largest.
pub(crate) fn slide<const PLACES: bool>(
    rooms: &mut Rooms,
    size: usize,
    height: usize,
    width: usize,
    pitch: usize,
) {
    dispatch::run(Slide::<PLACES> { rooms, size, height, width, pitch });
}

struct Slide<'a, const PLACES: bool> {
    rooms: &'a mut Rooms,
    size: usize,
    height: usize,
    width: usize,
    pitch: usize,
}

impl<const PLACES: bool> Kernel for Slide<'_, PLACES> {
    type Output = Option<()>;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> Option<()> {
        let [values, places, across, across_places] = &mut *self.rooms;
        let (values, places) = (values.get_mut(..self.size)?, places.get_mut(..self.size)?);
        let size = self.size - (self.width - 1);
        let (across, across_places) = (across.get_mut(..size)?, across_places.get_mut(..size)?);
        largest_of::<PLACES>(values, places, across, across_places, self.width, 1)?;
        let size = size - (self.height - 1) * self.pitch;
        let (values, places) = (values.get_mut(..size)?, places.get_mut(..size)?);
        largest_of::<PLACES>(across, across_places, values, places, self.height, self.pitch)
    }
}

/// At each number the largest of `count` that lie `apart`, beginning there.
#[inline(always)]
fn largest_of<const PLACES: bool>(
    from: &[f32],
    from_places: &[f32],
    to: &mut [f32],
    to_places: &mut [f32],
    count: usize,
    apart: usize,
) -> Option<()> {
    let size = to.len();
    to.copy_from_slice(from.get(..size)?);
    if PLACES {
        to_places.copy_from_slice(from_places.get(..size)?);
    }
    for next in (1..count).step_by(2) {
        // If there is no second, the first once more.
        let (first, second) = (next * apart, (next + 1).min(count - 1) * apart);
        let (x, y) = (from.get(first..first + size)?, from.get(second..second + size)?);
        let (x_places, y_places) =
            (from_places.get(first..first + size)?, from_places.get(second..second + size)?);
        let both = to.iter_mut().zip(to_places.iter_mut());
        for ((((largest, at), (&x, &x_at)), &y), &y_at) in
            both.zip(x.iter().zip(x_places)).zip(y).zip(y_places)
        {
            // Read whether it is needed or not, or each is branched on.
            let (first, place) = (*largest, *at);
            let nearer = larger(first, x);
            if PLACES {
                let place = if is_larger(x, first) { x_at } else { place };
                *at = if is_larger(y, nearer) { y_at } else { place };
            }
            *largest = larger(nearer, y);
        }
    }
    Some(())
}

/// The larger of two numbers, the first of two that are equal; NaN if one is, the second if both are.
#[inline(always)]
pub(crate) fn larger(largest: f32, x: f32) -> f32 {
    // In this order it is an instruction each.
    let largest = if x.is_nan() { x } else { largest };
    if x > largest { x } else { largest }
}

/// NaN is larger than anything.
#[inline(always)]
pub(crate) fn is_larger(x: f32, than: f32) -> bool {
    x > than || x.is_nan()
}
