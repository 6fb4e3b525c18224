//! y ← b + W ∗ x.

use super::super::parallel::share_rows;
use super::super::{Kernel, add_product, dispatch, for_each_row, load, store};
use super::super::{load_whole, store_whole};
use super::unfolded::{Offsets, Unfolded};
use super::{Convolution, with_scratch};
use crate::unwritten::Unwritten;
use core::hint::black_box;

/// Computes some samples. Each output is summed over channels, rows and columns of the kernel in this order, starting
/// from its bias, or from zero if there is none.
pub(crate) fn forward(
    shape: Convolution,
    weight: &[f32],
    bias: &[f32],
    inputs: &[f32],
    outputs: &mut [f32],
) {
    let multiply_adds = outputs.len().saturating_mul(shape.depth());
    let (channels, rows) = shape.together();
    let (_, columns) = shape.block();
    let floats = Unfolded::new(shape, channels, rows, columns).len();
    share_rows(outputs, shape.outputs_len(), multiply_adds, |first, outputs| {
        let inputs = inputs.get(first * shape.inputs_len()..).unwrap_or_default();
        with_scratch(floats, |scratch| {
            let together = (channels, rows);
            dispatch::run(Forward { shape, together, weight, bias, inputs, outputs, scratch });
        });
    });
}

struct Forward<'a> {
    shape: Convolution,
    /// How many channels and rows have room.
    together: (usize, usize),
    weight: &'a [f32],
    bias: &'a [f32],
    inputs: &'a [f32],
    outputs: &'a mut [f32],
    scratch: &'a mut [f32],
}

impl Kernel for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Forward { shape, together, weight, bias, inputs, ref mut outputs, ref mut scratch } =
            *self;
        let (outputs, scratch) = (&mut **outputs, &mut **scratch);
        let mut table = Offsets::NEW;
        let group_inputs = shape.channels * shape.picture();
        let group_outputs = shape.outputs * shape.result();
        let inputs = inputs.chunks_exact(shape.inputs_len().max(1));
        let outputs = outputs.chunks_exact_mut(shape.outputs_len().max(1));
        for (input, output) in inputs.zip(outputs) {
            for part in shape.parts(together.1) {
                for group in 0..shape.groups {
                    let output = output.get_mut(group * group_outputs..).unwrap_or_default();
                    for first in (0..shape.channels).step_by(together.0.max(1)) {
                        let channels = together.0.min(shape.channels - first);
                        let start = group * group_inputs + first * shape.picture();
                        let input = input.get(start..).unwrap_or_default();
                        let unfolded = Unfolded::new(shape, channels, part.rows, part.columns);
                        unfolded.unfold(input, part, scratch);
                        let offsets = table.of(unfolded);
                        let left = Left {
                            weight,
                            bias: if first == 0 { Some(bias) } else { None },
                            row: group * shape.outputs,
                            rows: shape.outputs,
                            depth: shape.depth(),
                            first: first * shape.taps(),
                        };
                        let (runs, len) = part.runs(shape.columns.output);
                        for i in 0..runs {
                            let x = scratch.get(i * len..).unwrap_or_default();
                            let start = part.start(shape.columns.output, i);
                            let mut to = To { output: &mut *output, start, result: shape.result() };
                            let (mut rows, mut columns) = (0, 0);
                            if ROWS >= 16 && !dispatch::spreads_freely() {
                                (rows, columns) =
                                    read_twice::<FUSED>(&left, x, offsets, &mut to, len);
                            }
                            for (rows, columns) in
                                [(0..rows, columns..len), (rows..left.rows, 0..len)]
                            {
                                let x = x.get(columns.start..).unwrap_or_default();
                                let start = start + rows.start * shape.result() + columns.start;
                                let to = To { output: &mut *to.output, start, ..to };
                                let left =
                                    Left { row: left.row + rows.start, rows: rows.len(), ..left };
                                if ROWS >= 16 {
                                    run::<FUSED, 8, 48, COLUMNS>(
                                        &left,
                                        x,
                                        offsets,
                                        to,
                                        columns.len(),
                                    );
                                } else {
                                    run::<FUSED, ROWS, COLUMNS, COLUMNS>(
                                        &left,
                                        x,
                                        offsets,
                                        to,
                                        columns.len(),
                                    );
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Some columns of the weights of a group's outputs.
#[derive(Clone, Copy)]
struct Left<'a> {
    weight: &'a [f32],
    /// What sums start from; without, from what the output holds.
    bias: Option<&'a [f32]>,
    row: usize,
    rows: usize,
    depth: usize,
    first: usize,
}

/// A group's outputs, each with `result` pixels, of which those from `start` on are computed.
struct To<'a> {
    output: &'a mut [f32],
    start: usize,
    result: usize,
}

/// How many outputs have their weights copied at a time, at most, and how many weights each.
const MOST: usize = 8;
const CHUNK: usize = 160;

/// Copies of weights. Rows begin in different banks of the cache.
type Copies = [[f32; CHUNK + 2]; MOST];

/// Most rows of most columns, for a processor to which a number that it spreads before it multiplies is as much as a
/// product: each weight is read by the multiplication itself, for each of two registers again. Returns how many rows and
/// columns these are.
///
/// Weights are copied to where the compiler knows how far apart rows lie: so it needs no register for each.
#[inline(always)]
fn read_twice<const FUSED: bool>(
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: &mut To<'_>,
    len: usize,
) -> (usize, usize) {
    let columns = len - len % (2 * WIDE);
    let mut copies = Unwritten::<{ MOST * (CHUNK + 2) }>::NEW;
    let mut rows = 0;
    if let (true, Some(copies)) = (columns > 0, copies.values().as_chunks_mut().0.first_chunk_mut())
    {
        rows = read_twice_by::<FUSED, 8>(rows, left, x, offsets, to, columns, copies);
        rows = read_twice_by::<FUSED, 6>(rows, left, x, offsets, to, columns, copies);
    }
    (rows, columns)
}

/// How many registers of columns are computed together, and the floats of each.
const HALVES: usize = 2;
const WIDE: usize = 16;

/// `R` rows at a time from `row` on, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn read_twice_by<const FUSED: bool, const R: usize>(
    row: usize,
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: &mut To<'_>,
    columns: usize,
    copies: &mut Copies,
) -> usize {
    let mut row = row;
    while row + R <= left.rows {
        for (chunk, offsets) in offsets.chunks(CHUNK).enumerate() {
            for (r, copy) in copies.iter_mut().enumerate().take(R) {
                let start = (left.row + row + r) * left.depth + left.first + chunk * CHUNK;
                let weights = left.weight.get(start..start + offsets.len());
                let Some(weights) = weights else { return row };
                for (copy, weight) in copy.iter_mut().zip(weights) {
                    *copy = *weight;
                }
            }
            for column in (0..columns).step_by(2 * WIDE) {
                let place = row * to.result + to.start + column;
                let mut sums = [[[0.0; WIDE]; R]; HALVES];
                match left.bias {
                    Some(bias) if chunk == 0 => {
                        let bias = bias.get(left.row + row..).unwrap_or_default();
                        for_each_row!(half < HALVES: for_each_row!(r < R:
                            sums[half][r] = [bias.get(r).copied().unwrap_or(0.0); WIDE]));
                    }
                    _ => for_each_row!(half < HALVES: for_each_row!(r < R:
                        load_whole(to.output, place + r * to.result + half * WIDE, &mut sums[half][r]))),
                }
                let x = x.get(column..).unwrap_or_default();
                add_copies::<FUSED, R>(copies, x, offsets, &mut sums);
                for_each_row!(half < HALVES: for_each_row!(r < R:
                    store_whole(&sums[half][r], to.output, place + r * to.result + half * WIDE)));
            }
        }
        row += R;
    }
    row
}

/// Adds the products of two registers of columns, each with copies of its own for all that the compiler knows: or it
/// would read each weight once, and spread it.
#[inline(always)]
fn add_copies<const FUSED: bool, const R: usize>(
    copies: &Copies,
    x: &[f32],
    offsets: &[u16],
    tile: &mut [[[f32; WIDE]; R]; HALVES],
) {
    let (once, again) = (copies.first_chunk::<R>(), black_box(copies).first_chunk::<R>());
    let (Some(once), Some(again)) = (once, again) else { return };
    let Some(last) = x.len().checked_sub(2 * WIDE) else { return };
    let mut sums = *tile;
    for i in 0..offsets.len().min(CHUNK) {
        let start = (offsets[i] as usize).min(last);
        let x = x.get(start..start + 2 * WIDE).unwrap_or_default().as_chunks::<WIDE>().0;
        let [first, second] = x else { break };
        for_each_row!(r < R: add_product::<FUSED, WIDE>(&mut sums[0][r], once[r][i], first));
        for_each_row!(r < R: add_product::<FUSED, WIDE>(&mut sums[1][r], again[r][i], second));
    }
    *tile = sums;
}

/// The columns in tiles of `WIDE`, then of `C`.
#[inline(always)]
fn run<const FUSED: bool, const R: usize, const WIDE: usize, const C: usize>(
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: To<'_>,
    len: usize,
) {
    let To { output, start, result } = to;
    let mut column = 0;
    if WIDE > C {
        while column + WIDE <= len {
            let to = To { output: &mut *output, start: start + column, result };
            rows::<FUSED, R, WIDE>(left, x.get(column..).unwrap_or_default(), offsets, to, WIDE);
            column += WIDE;
        }
    }
    while column < len {
        let x = x.get(column..).unwrap_or_default();
        let to = To { output: &mut *output, start: start + column, result };
        let len = len - column;
        let narrow_is_faster = WIDE == C || !dispatch::spreads_freely();
        if C > NARROW && len <= NARROW && narrow_is_faster {
            rows::<FUSED, R, NARROW>(left, x, offsets, to, len);
        } else {
            rows::<FUSED, R, C>(left, x, offsets, to, C.min(len));
        }
        column += C;
    }
}

/// How many columns left over are computed in half a register, or one instead of two: that is faster, but on processors that
/// multiply as many of the widest registers as of narrower ones.
const NARROW: usize = 8;

#[inline(always)]
fn rows<const FUSED: bool, const R: usize, const C: usize>(
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: To<'_>,
    len: usize,
) {
    let mut to = to;
    let mut row = band::<FUSED, R, C>(0, left, x, offsets, &mut to, len);
    if R > 6 {
        row = band::<FUSED, 6, C>(row, left, x, offsets, &mut to, len);
    }
    if R > 4 {
        row = band::<FUSED, 4, C>(row, left, x, offsets, &mut to, len);
    }
    row = band::<FUSED, 2, C>(row, left, x, offsets, &mut to, len);
    band::<FUSED, 1, C>(row, left, x, offsets, &mut to, len);
}

/// Tiles of `R` rows from `row` on, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn band<const FUSED: bool, const R: usize, const C: usize>(
    row: usize,
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: &mut To<'_>,
    len: usize,
) -> usize {
    let mut row = row;
    while row + R <= left.rows {
        // Read again for each tile: what the compiler would compute ahead for all kinds of tiles takes longer than most.
        let (left, to) = (black_box(left), black_box(&mut *to));
        let mut sums = [[0.0; C]; R];
        let place = row * to.result + to.start;
        match left.bias {
            Some(bias) => {
                let bias = bias.get(left.row + row..).unwrap_or_default();
                for_each_row!(r < R: sums[r] = [bias.get(r).copied().unwrap_or(0.0); C]);
            }
            None if len == C => {
                for_each_row!(r < R: load_whole(to.output, place + r * to.result, &mut sums[r]));
            }
            None => {
                for_each_row!(r < R: load(to.output, place + r * to.result, len, &mut sums[r]));
            }
        }
        left.add_to::<FUSED, R, C>(row, x, offsets, &mut sums);
        if len == C {
            for_each_row!(r < R: store_whole(&sums[r], to.output, place + r * to.result));
        } else {
            for_each_row!(r < R: store(&sums[r], to.output, place + r * to.result, len));
        }
        row += R;
    }
    row
}

impl Left<'_> {
    #[inline(always)]
    fn add_to<const FUSED: bool, const R: usize, const C: usize>(
        &self,
        row: usize,
        x: &[f32],
        offsets: &[u16],
        tile: &mut [[f32; C]; R],
    ) {
        let mut rows = [&[][..]; R];
        for (r, values) in rows.iter_mut().enumerate() {
            let start = (self.row + row + r) * self.depth + self.first;
            let Some(found) = self.weight.get(start..start + offsets.len()) else { return };
            // Or the compiler computes each row's place from that of the row before it, for each product.
            let Some(found) = black_box(found).get(..offsets.len()) else { return };
            *values = found;
        }
        let Some(last) = x.len().checked_sub(C) else { return };
        let mut sums = *tile;
        for i in 0..offsets.len() {
            // Less than `last`: a check would be one branch more in a short loop.
            let start = (offsets[i] as usize).min(last);
            let x = x.get(start..start + C).and_then(|x| x.first_chunk::<C>());
            let Some(x) = x else { return };
            for_each_row!(r < R: add_product::<FUSED, C>(&mut sums[r], rows[r][i], x));
        }
        *tile = sums;
    }
}
