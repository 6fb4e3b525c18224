//! C ← A Bᵀ: the way back through a layer's weights.

use super::parallel::share_rows;
use super::{Kernel, LANES, Lines, Vectors, add_lanes, dispatch, for_each_row, store};
use core::hint::black_box;

/// How many numbers of a row are summed together in lanes; the sums of such blocks are added in their order.
pub(crate) const BLOCK: usize = 256;

/// C ← A Bᵀ, where A and B (`depth` columns each) and C (`columns` columns, as many as B has rows) lie row by
/// row. Each sum is taken as [`LANES`] tell.
///
/// For a layer: the gradients of the inputs, from the outputs' gradients and the weights.
pub(crate) fn back(fused: bool, a: &[f32], b: &[f32], c: &mut [f32], depth: usize, columns: usize) {
    let multiply_adds = c.len().saturating_mul(depth);
    if depth == 0 || columns == 0 {
        return;
    }
    share_rows(c, columns, multiply_adds, |first, c| {
        let a = a.get(first * depth..).unwrap_or_default();
        let work = Product { a, b, depth, columns };
        // Kernels of their own: in one, the compiler takes longer for each.
        if c.len() < FEW * columns {
            dispatch::run_sums(fused, Dots(work, c));
        } else if depth <= SHORT && c.len() >= depth * columns {
            dispatch::run_sums(fused, ShortSums(work, c));
        } else {
            dispatch::run_sums(fused, Panels(work, c));
        }
    });
}

/// What is multiplied: rows of `depth` numbers each, and as many rows of that length as the product has columns.
#[derive(Clone, Copy)]
struct Product<'a> {
    a: &'a [f32],
    b: &'a [f32],
    depth: usize,
    columns: usize,
}

/// For few rows.
struct Dots<'a>(Product<'a>, &'a mut [f32]);

impl Kernel for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Dots(Product { a, b, depth, columns }, ref mut c) = *self;
        for (a, c) in a.chunks_exact(depth).zip(c.chunks_exact_mut(columns)) {
            dots::<V>(b, a, c);
        }
    }
}

/// For sums of few products.
struct ShortSums<'a>(Product<'a>, &'a mut [f32]);

impl Kernel for ShortSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let ShortSums(Product { a, b, depth, columns }, ref mut c) = *self;
        if ROWS >= 16 {
            short_sums::<V, 3, 32>(a, b, c, depth, columns);
        } else if COLUMNS >= 16 {
            short_sums::<V, 3, 8>(a, b, c, depth, columns);
        } else {
            short_sums::<V, 3, 4>(a, b, c, depth, columns);
        }
    }
}

/// For all others.
struct Panels<'a>(Product<'a>, &'a mut [f32]);

impl Kernel for Panels<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Panels(Product { a, b, depth, columns }, ref mut c) = *self;
        if ROWS >= 16 {
            panels::<V, 6, 64>(a, b, c, depth, columns);
        } else {
            panels::<V, ROWS, COLUMNS>(a, b, c, depth, columns);
        }
    }
}

/// To pack B pays from so many rows on.
const FEW: usize = 4;

/// All of C: of a tile's rows, each has the lanes of `C` / [`LANES`] sums side by side.
#[inline(always)]
fn panels<V: Vectors, const R: usize, const C: usize>(
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
    depth: usize,
    columns: usize,
) {
    let mut panel = Lines([[0.0; C]; BLOCK / LANES]);
    let panel = &mut panel.0;
    let width = C / LANES;
    for (column, b) in (0..columns).step_by(width).zip(b.chunks(width * depth)) {
        for start in (0..depth).step_by(BLOCK) {
            let len = BLOCK.min(depth - start);
            pack(b, depth, start, len, panel);
            let place = Place { depth, start, len, columns, column };
            let mut row = 0;
            row = band::<V, R, C>(row, a, panel, c, place);
            if R > 4 {
                row = band::<V, 4, C>(row, a, panel, c, place);
            }
            row = band::<V, 2, C>(row, a, panel, c, place);
            band::<V, 1, C>(row, a, panel, c, place);
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

/// Brings together the first numbers of all rows for all lanes, then the next. So one instruction reads what is to be added
/// to the lanes of several sums, and another spreads what they have in common.
#[inline(always)]
fn pack<const C: usize>(
    rows: &[f32],
    depth: usize,
    start: usize,
    len: usize,
    panel: &mut [[f32; C]; BLOCK / LANES],
) {
    for (i, row) in rows.chunks_exact(depth).enumerate() {
        let Some(row) = row.get(start..start + len) else { return };
        let (rounds, rest) = row.as_chunks::<LANES>();
        let (to_rounds, to_rest) = panel.split_at_mut(rounds.len().min(BLOCK / LANES));
        for (round, to) in rounds.iter().zip(to_rounds) {
            if let Some(to) = to.as_chunks_mut().0.get_mut(i) {
                *to = *round;
            }
        }
        if let Some(to) = to_rest.first_mut().and_then(|to| to.as_chunks_mut().0.get_mut(i)) {
            *to = filled(rest, 0.0);
        }
    }
}

/// Fewer numbers than there are lanes, and behind them others.
#[inline(always)]
fn filled(numbers: &[f32], others: f32) -> [f32; LANES] {
    core::array::from_fn(|l| numbers.get(l).copied().unwrap_or(others))
}

/// Rows of C from `row` on, `R` at a time, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn band<V: Vectors, const R: usize, const C: usize>(
    row: usize,
    a: &[f32],
    panel: &[[f32; C]; BLOCK / LANES],
    c: &mut [f32],
    place: Place,
) -> usize {
    let Place { depth, start, len, columns, column } = place;
    let width = (C / LANES).min(columns - column);
    let (panel, last) = panel.split_at((len / LANES).min(BLOCK / LANES));
    let mut row = row;
    while let Some(c) = c.get_mut(row * columns..(row + R) * columns) {
        let mut rounds = [&[][..]; R];
        // With what fills up B's they give -0, which changes no sum.
        let mut rests = [[-0.0; LANES]; R];
        for r in 0..R {
            let start = (row + r) * depth + start;
            let Some(found) = a.get(start..start + len) else { return row };
            let (found, rest) = found.as_chunks();
            (rounds[r], rests[r]) = (found, filled(rest, -0.0));
        }
        let mut lanes = [[-0.0; C]; R];
        add_rounds::<V, R, C>(rounds, panel, &mut lanes);
        if let (true, Some(last)) = (len % LANES > 0, last.get(..1)) {
            let rests = black_box(&rests).each_ref().map(core::slice::from_ref);
            add_rounds::<V, R, C>(rests, last, &mut lanes);
        }
        // Through memory, where they can be read as columns.
        let lanes = black_box(&lanes);
        for r in 0..R {
            let to = c.get_mut(r * columns + column..).unwrap_or_default();
            let lanes = lanes[r].as_chunks::<LANES>().0;
            // Two calls, one of which has a length that the compiler knows.
            if width == C / LANES {
                write(to.get_mut(..C / LANES).unwrap_or_default(), lanes, start > 0);
            } else {
                write(to.get_mut(..width).unwrap_or_default(), lanes, start > 0);
            }
        }
        row += R;
    }
    row
}

/// Adds up lanes, and to what there is if it is the sum of blocks before.
#[inline(always)]
fn write(to: &mut [f32], lanes: &[[f32; LANES]], adds: bool) {
    for (to, lanes) in to.iter_mut().zip(lanes) {
        let sum = add_lanes(*lanes);
        *to = if adds { *to + sum } else { sum };
    }
}

#[inline(always)]
fn add_rounds<V: Vectors, const R: usize, const C: usize>(
    rows: [&[[f32; LANES]]; R],
    panel: &[[f32; C]],
    lanes: &mut [[f32; C]; R],
) {
    let rows = rows.map(|row| row.get(..panel.len()).unwrap_or_default());
    if rows.iter().any(|row| row.len() < panel.len()) {
        return;
    }
    let mut sums = *lanes;
    for i in 0..panel.len() {
        for_each_row!(r < R: add_spread::<V, C>(&mut sums[r], &rows[r][i], &panel[i]));
    }
    *lanes = sums;
}

/// Adds the products of `round`, over and over, with `row`.
#[inline(always)]
fn add_spread<V: Vectors, const C: usize>(
    lanes: &mut [f32; C],
    round: &[f32; LANES],
    row: &[f32; C],
) {
    // As much as the widest register holds: of more the compiler does not see that it is the same again.
    const WIDE: usize = 16;
    let spread: [f32; WIDE] = core::array::from_fn(|j| round[j % LANES]);
    if C.is_multiple_of(WIDE) {
        let (lanes, row) = (lanes.as_chunks_mut::<WIDE>().0, row.as_chunks::<WIDE>().0);
        for (lanes, row) in lanes.iter_mut().zip(row) {
            V::add_products(lanes, &spread, row);
        }
    } else {
        for j in 0..C {
            lanes[j] = V::multiply_add(round[j % LANES], row[j], lanes[j]);
        }
    }
}

/// Up to how many numbers a sum is short: to add up its lanes takes longer than all before, unless each lane is a register of
/// its own, for as many sums as that holds.
const SHORT: usize = 32;

/// All of C, if its sums are short: of a tile's rows, each has `C` sums, for each lane side by side. B is turned, `C` rows at
/// a time, which pays if there are as many rows as a sum has numbers.
#[inline(always)]
fn short_sums<V: Vectors, const R: usize, const C: usize>(
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
    depth: usize,
    columns: usize,
) {
    let mut turned = Lines([[0.0; C]; SHORT]);
    for (column, b) in (0..columns).step_by(C).zip(b.chunks(C * depth)) {
        for (i, row) in b.chunks_exact(depth).enumerate() {
            for (x, to) in row.iter().zip(&mut turned.0) {
                if let Some(to) = to.get_mut(i) {
                    *to = *x;
                }
            }
        }
        let turned = turned.0.get(..depth).unwrap_or_default();
        let row = short_band::<V, R, C>(0, a, turned, c, columns, column);
        short_band::<V, 1, C>(row, a, turned, c, columns, column);
    }
}

/// Rows of C from `row` on, `R` at a time, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn short_band<V: Vectors, const R: usize, const C: usize>(
    row: usize,
    a: &[f32],
    turned: &[[f32; C]],
    c: &mut [f32],
    columns: usize,
    column: usize,
) -> usize {
    let depth = turned.len();
    let (turned, turned_rest) = turned.as_chunks::<LANES>();
    let width = C.min(columns - column);
    let mut row = row;
    while let Some(c) = c.get_mut(row * columns..(row + R) * columns) {
        let mut rounds = [&[][..]; R];
        let mut rests = [&[][..]; R];
        for r in 0..R {
            let found = a.get((row + r) * depth..(row + r + 1) * depth).unwrap_or_default();
            (rounds[r], rests[r]) = found.as_chunks::<LANES>();
            if rounds[r].len() < turned.len() || rests[r].len() < turned_rest.len() {
                return row;
            }
        }
        let mut lanes = [[[-0.0; C]; LANES]; R];
        for i in 0..turned.len() {
            for_each_row!(l < LANES: for_each_row!(r < R:
                V::add_product(&mut lanes[r][l], rounds[r][i][l], &turned[i][l])));
        }
        for_each_row!(l < LANES: if let Some(turned) = turned_rest.get(l) {
            for_each_row!(r < R: V::add_product(&mut lanes[r][l], rests[r][l], turned));
        });
        for_each_row!(r < R: {
            let [s0, s1, s2, s3] = &lanes[r];
            let sums = core::array::from_fn::<f32, C, _>(|j| add_lanes([s0[j], s1[j], s2[j], s3[j]]));
            store(&sums, c, r * columns + column, width);
        });
        row += R;
    }
    row
}

/// dx ← dy Wᵀ for a single row, for which turning W would take longer than the products.
#[inline(always)]
pub(super) fn dots<V: Vectors>(weight: &[f32], dy: &[f32], dx: &mut [f32]) {
    const ROUND: usize = 16;
    const ROWS: usize = 4;
    let columns = dy.len();
    for (weight, dx) in weight.chunks(ROUND * columns).zip(dx.chunks_mut(ROUND)) {
        for (block, dy) in dy.chunks(BLOCK).enumerate() {
            let mut lanes = [[0.0; LANES]; ROUND];
            let (groups, _) = lanes.as_chunks_mut::<ROWS>();
            for (lanes, rows) in groups.iter_mut().zip(weight.chunks(ROWS * columns)) {
                if rows.len() == ROWS * columns {
                    *lanes = lanes_of::<V, ROWS>(rows, columns, block * BLOCK, dy);
                } else {
                    for (lanes, row) in lanes.iter_mut().zip(rows.chunks_exact(columns)) {
                        [*lanes] = lanes_of::<V, 1>(row, columns, block * BLOCK, dy);
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
fn lanes_of<V: Vectors, const R: usize>(
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
        for_each_row!(r < R: V::add_products(&mut lanes[r], &rounds[r][i], dy));
    }
    for (l, dy) in dy_rest.iter().enumerate() {
        for_each_row!(r < R:
            lanes[r][l] = V::multiply_add(rests[r][l], *dy, lanes[r][l]));
    }
    lanes
}
