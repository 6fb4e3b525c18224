//! y ← y + x A for a single row x.

use super::{Kernel, add_product, add_whole, dispatch, first_sum, load_whole, store_whole};

/// y ← y + x A, where A lies row by row. Each sum is taken in the order of A's rows, starting from what y
/// holds; or the [`first_sum`] is, and the other, of the rows left, is added to it.
///
/// For a layer: one sample's outputs, which hold the bias, plus inputs times weights.
pub(crate) fn matvec(fused: bool, x: &[f32], a: &[f32], y: &mut [f32]) {
    let first_sum = first_sum(x.len(), y.len());
    let (Some((x, x_rest)), Some((a, a_rest))) =
        (x.split_at_checked(first_sum), a.split_at_checked(first_sum * y.len()))
    else {
        return;
    };
    // Put together for each call: what is passed on is copied, and waits.
    if y.len() <= FEW {
        dispatch::run_few_sums(fused, MatVec { adds: false, x, a, y: &mut *y });
    } else {
        dispatch::run_sums(fused, MatVec { adds: false, x, a, y: &mut *y });
    }
    if !x_rest.is_empty() {
        dispatch::run_sums(fused, MatVec { adds: true, x: x_rest, a: a_rest, y });
    }
}

/// So many columns fill registers that are half as wide as the widest.
const FEW: usize = 64;

struct MatVec<'a> {
    /// Whether the sums start from zero and are added to what y holds.
    adds: bool,
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
        let MatVec { adds, x, a, ref mut y } = *self;
        let columns = y.len();
        let mut column = 0;
        for y in y.chunks_mut(WIDE) {
            let from = Part { adds, x, a, columns, column };
            match y.len() {
                1 => tile::<FUSED, 1, 1>(from, y),
                2..=4 => tile::<FUSED, 2, 2>(from, y),
                5..=8 => tile::<FUSED, 4, 4>(from, y),
                9..=16 => tile::<FUSED, 8, 8>(from, y),
                17..=24 if WIDE == 32 => tile::<FUSED, 16, 8>(from, y),
                17..=32 => tile::<FUSED, 16, 16>(from, y),
                33..=48 if WIDE == 64 => tile::<FUSED, 32, 16>(from, y),
                33..=64 => tile::<FUSED, 32, 32>(from, y),
                65..=96 => tile::<FUSED, 64, 32>(from, y),
                _ => tile::<FUSED, 64, 64>(from, y),
            }
            column += WIDE;
        }
    }
}

/// What the sums of some columns are taken from.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// Whether the sums start from zero and are added to what y holds.
    adds: bool,
    x: &'a [f32],
    a: &'a [f32],
    columns: usize,
    /// The first that is computed.
    column: usize,
}

/// The sums y of the columns from `column` on: the `FIRST` first ones and the `LAST` last ones, which are all of them, in
/// one go over x. Those in the middle may be among both, and come out the same twice: that is faster than narrower tiles
/// that fit, each of which would wait for its sums.
#[inline(always)]
fn tile<const FUSED: bool, const FIRST: usize, const LAST: usize>(from: Part<'_>, y: &mut [f32]) {
    let Part { adds, x, a, columns, column } = from;
    let (mut first, mut last) = ([0.0; FIRST], [0.0; LAST]);
    let end = y.len().saturating_sub(LAST);
    if !adds {
        load_whole(y, 0, &mut first);
        load_whole(y, end, &mut last);
    }
    for (x, row) in x.iter().zip(a.chunks_exact(columns)) {
        let Some(row) = row.get(column..column + y.len()) else { return };
        let (Some(a_first), Some(a_last)) = (row.first_chunk(), row.last_chunk()) else { return };
        add_product::<FUSED, FIRST>(&mut first, *x, a_first);
        add_product::<FUSED, LAST>(&mut last, *x, a_last);
    }
    if adds {
        add_whole(y, 0, &mut first);
        add_whole(y, end, &mut last);
    }
    store_whole(&first, y, 0);
    store_whole(&last, y, end);
}
