//! Forward, for a processor to which a number that it spreads before it multiplies is as much as a product: each weight is
//! read by the multiplication itself, for each of two registers again.
//!
//! Weights are copied to where the compiler knows how far apart rows lie: so it needs no register for each.

use super::super::{Kernel, Vectors, for_each_row};
use super::forward::{Groups, Left, NARROW, To};
use crate::unwritten::Unwritten;
use core::hint::black_box;

/// How many outputs have their weights copied at a time, at most, and how many weights each.
const MOST: usize = 8;
const CHUNK: usize = 160;

/// Copies of weights. Rows begin in different banks of the cache.
type Copies = [[f32; CHUNK + 2]; MOST];

/// How many registers of columns are computed together, and the floats of each.
const HALVES: usize = 2;
const WIDE: usize = 16;

/// How many of so many outputs are computed in this way: eights and sixes.
pub(super) fn rows(outputs: usize) -> usize {
    outputs - outputs % 8 % 6
}

/// Outputs as many as [`rows`] says. Only for processors with the widest registers.
pub(super) struct ReadTwice<'a, 'b>(pub(super) &'a mut Groups<'b>);

impl Kernel for ReadTwice<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        // Not called there, nor worth compiling: all such processors spread freely, or have narrower registers.
        if ROWS < 16 {
            return;
        }
        let mut copies = Unwritten::<Copies>::NEW;
        let copies = copies.tensor();
        let offsets = self.0.offsets;
        let (groups, runs, len) = self.0.runs();
        for group in groups {
            for run in 0..runs {
                let (left, x, mut to) = self.0.run(group, run);
                let row = band::<V, 8>(0, &left, x, offsets, &mut to, len, copies);
                band::<V, 6>(row, &left, x, offsets, &mut to, len, copies);
            }
        }
    }
}

/// `R` rows at a time from `row` on, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn band<V: Vectors, const R: usize>(
    row: usize,
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: &mut To<'_>,
    len: usize,
    copies: &mut Copies,
) -> usize {
    let mut row = row;
    while row + R <= left.rows {
        let mut done = 0;
        for taps in offsets.chunks(CHUNK) {
            for (r, copy) in copies.iter_mut().enumerate().take(R) {
                let start = (left.row + row + r) * left.depth + left.first + done;
                let Some(weights) = left.weight.get(start..start + taps.len()) else { return row };
                for (copy, weight) in copy.iter_mut().zip(weights) {
                    *copy = *weight;
                }
            }
            let bias = if done == 0 { left.bias } else { None };
            done += taps.len();
            let mut to = To { output: &mut *to.output, start: to.start + row * to.result, ..*to };
            if done < offsets.len() {
                to.least = f32::NEG_INFINITY;
            }
            let mut chunk = Chunk {
                copies,
                bias: bias.map(|bias| bias.get(left.row + row..).unwrap_or_default()),
                x,
                offsets: taps,
                to,
            };
            let mut column = 0;
            while column + HALVES * WIDE <= len {
                chunk.two_registers::<V, R>(column);
                column += HALVES * WIDE;
            }
            while column < len {
                let rest = len - column;
                if rest <= NARROW {
                    chunk.one_register::<V, R, NARROW>(column, rest);
                } else {
                    chunk.one_register::<V, R, WIDE>(column, rest.min(WIDE));
                }
                column += WIDE;
            }
        }
        row += R;
    }
    row
}

/// Some weights of some rows, what they are multiplied with, and where the sums go.
struct Chunk<'a> {
    copies: &'a Copies,
    /// What sums start from; without, from what the output holds.
    bias: Option<&'a [f32]>,
    x: &'a [f32],
    offsets: &'a [u16],
    to: To<'a>,
}

impl Chunk<'_> {
    #[inline(always)]
    fn two_registers<V: Vectors, const R: usize>(&mut self, column: usize) {
        let Chunk { copies, bias, x, offsets, ref mut to } = *self;
        let place = to.start + column;
        let mut sums = [[[0.0; WIDE]; R]; HALVES];
        match bias {
            Some(bias) => {
                for_each_row!(half < HALVES: for_each_row!(r < R:
                    sums[half][r] = [bias.get(r).copied().unwrap_or(0.0); WIDE]));
            }
            None => {
                for_each_row!(half < HALVES: to.load(&mut sums[half], place + half * WIDE, WIDE))
            }
        }
        add_twice::<V, R>(copies, x.get(column..).unwrap_or_default(), offsets, &mut sums);
        for_each_row!(half < HALVES: to.store(&sums[half], place + half * WIDE, WIDE));
    }

    /// `len` columns, at most `C`.
    #[inline(always)]
    fn one_register<V: Vectors, const R: usize, const C: usize>(
        &mut self,
        column: usize,
        len: usize,
    ) {
        let Chunk { copies, bias, x, offsets, ref mut to } = *self;
        let place = to.start + column;
        let mut sums = [[0.0; C]; R];
        match bias {
            Some(bias) => {
                for_each_row!(r < R: sums[r] = [bias.get(r).copied().unwrap_or(0.0); C]);
            }
            None => to.load(&mut sums, place, len),
        }
        add_once::<V, R, C>(copies, x.get(column..).unwrap_or_default(), offsets, &mut sums);
        to.store(&sums, place, len);
    }
}

/// Adds the products of two registers of columns, each with copies of its own for all that the compiler knows: or it
/// would read each weight once, and spread it.
#[inline(always)]
fn add_twice<V: Vectors, const R: usize>(
    copies: &Copies,
    x: &[f32],
    offsets: &[u16],
    tile: &mut [[[f32; WIDE]; R]; HALVES],
) {
    let (once, again) = (copies.first_chunk::<R>(), black_box(copies).first_chunk::<R>());
    let (Some(once), Some(again)) = (once, again) else { return };
    let Some(last) = x.len().checked_sub(HALVES * WIDE) else { return };
    let mut sums = *tile;
    for i in 0..offsets.len().min(CHUNK) {
        let start = (offsets[i] as usize).min(last);
        let x = x.get(start..start + HALVES * WIDE).unwrap_or_default().as_chunks::<WIDE>().0;
        let [first, second] = x else { break };
        for_each_row!(r < R: V::add_product(&mut sums[0][r], once[r][i], first));
        for_each_row!(r < R: V::add_product(&mut sums[1][r], again[r][i], second));
    }
    *tile = sums;
}

/// Adds the products of one.
#[inline(always)]
fn add_once<V: Vectors, const R: usize, const C: usize>(
    copies: &Copies,
    x: &[f32],
    offsets: &[u16],
    tile: &mut [[f32; C]; R],
) {
    let Some(copies) = copies.first_chunk::<R>() else { return };
    let Some(last) = x.len().checked_sub(C) else { return };
    let mut sums = *tile;
    for i in 0..offsets.len().min(CHUNK) {
        let start = (offsets[i] as usize).min(last);
        let Some(x) = x.get(start..start + C).and_then(|x| x.first_chunk::<C>()) else { return };
        for_each_row!(r < R: V::add_product(&mut sums[r], copies[r][i], x));
    }
    *tile = sums;
}
