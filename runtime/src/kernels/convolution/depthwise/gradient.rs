//! dw ← dw + dy ∗ x, and db ← db + Σ dy.

use super::super::super::{Kernel, Vectors, for_each_row};
use super::super::gradient::{ROUNDS, Sums, add_scaled, sums, totals};
use super::super::{Convolution, LANES};
use super::{Padded, copy, down, find_masks};
use crate::unwritten::Unwritten;
use core::ops::Range;

/// As the gradient of other convolutions, with the same sums. Blocks are whole rows.
pub(in super::super) struct Gradient<'a> {
    pub(in super::super) shape: Convolution,
    pub(in super::super) padded: Padded,
    pub(in super::super) inputs: &'a [f32],
    pub(in super::super) d_outputs: &'a [f32],
    /// Those whose weights are asked for.
    pub(in super::super) outputs: Range<usize>,
    pub(in super::super) weight: Sums<'a>,
    pub(in super::super) bias: Sums<'a>,
    pub(in super::super) scale: f32,
    pub(in super::super) scratch: &'a mut [f32],
}

impl Kernel for Gradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        // Of all widths, or each would have a place of its own on the stack.
        let mut room = Unwritten::<[[Lanes; MOST]; 2]>::NEW;
        let room = room.tensor();
        match self.shape.columns.kernel {
            3 => self.of_columns::<V, 3>(room),
            _ => self.of_columns::<V, 5>(room),
        }
    }
}

/// How many columns a kernel has at most.
const MOST: usize = 5;

/// Numbers of a block, in lanes.
type Lanes = [[f32; LANES]; ROUNDS];

impl Gradient<'_> {
    /// With a kernel of `K` columns.
    #[inline(always)]
    fn of_columns<V: Vectors, const K: usize>(&mut self, room: &mut [[Lanes; MOST]; 2]) {
        let Gradient { shape, padded, inputs, d_outputs, ref outputs, scale, .. } = *self;
        let (weight, bias, scratch) = (&mut self.weight, &mut self.bias, &mut *self.scratch);
        let (rows, width) = (shape.rows.output, shape.columns.output);
        let (taps, result) = (shape.taps(), shape.result());
        let (down, right) = (down(shape), shape.columns.dilation);
        let (high, _) = shape.block();
        let high = high.max(1);
        let all_rounds = (high * width).div_ceil(LANES).min(ROUNDS);
        // Each block begins in the first column.
        let [masks, seen] = room;
        let (Some(masks), Some(seen)) = (masks.first_chunk_mut::<K>(), seen.first_chunk_mut::<K>())
        else {
            return;
        };
        let lines = masks.each_mut().map(|mask| mask.get_mut(..all_rounds).unwrap_or_default());
        find_masks(shape, 0, lines);
        let mut last = Unwritten::<Lanes>::NEW;
        let last = last.tensor().as_flattened_mut();

        padded.lay_zeros(scratch);
        let inputs = inputs.chunks_exact(shape.inputs_len().max(1));
        let d_outputs = d_outputs.chunks_exact(shape.outputs_len().max(1));
        for (sample, (input, d_output)) in inputs.zip(d_outputs).enumerate() {
            let blocks = sample * rows.div_ceil(high);
            for first in outputs.clone().step_by(padded.channels.max(1)) {
                let channels = padded.channels.min(outputs.end - first);
                padded.lay(
                    channels,
                    input.get(first * padded.picture..).unwrap_or_default(),
                    scratch,
                );
                for (channel, output) in (first..first + channels).enumerate() {
                    for (block, row) in (0..rows).step_by(high).enumerate() {
                        let len = high.min(rows - row) * width;
                        let rounds = len.div_ceil(LANES).min(ROUNDS);
                        let start = output * result + row * width;
                        let dy = d_output.get(start..).unwrap_or_default();
                        let dy = if dy.len() < rounds * LANES {
                            let dy = dy.get(..len).unwrap_or_default();
                            copy(dy, last.get_mut(..len).unwrap_or_default());
                            &*last
                        } else {
                            dy
                        };
                        mask::<K>(dy, masks, seen, [rounds, len]);
                        let place = output - outputs.start;
                        let bias = bias.of(blocks + block, place);
                        if let Some(bias) = bias.first_chunk_mut() {
                            let dy = seen[K / 2].get(..rounds).unwrap_or_default();
                            let [totals] = totals::<V, 1, 1>(&[sums(&[dy], rounds)]);
                            add_scaled(&totals, scale, bias);
                        }
                        let x = padded.seen(scratch, channel, row * width);
                        let weight = weight.of(blocks + block, place * taps);
                        let weight = weight.get_mut(..taps).unwrap_or_default().as_chunks_mut().0;
                        for (ky, weight) in weight.iter_mut().enumerate() {
                            let x = x.get(ky * down..).unwrap_or_default();
                            let sums = sums_of_products::<V, K>(seen, x, right, rounds);
                            let [totals] = totals::<V, 1, K>(&[sums]);
                            add_scaled(&totals, scale, weight);
                        }
                    }
                }
            }
        }
    }
}

/// The first `len` numbers, those for which a column of the kernel sees something, and zeros, for each column.
#[inline(always)]
fn mask<const K: usize>(
    dy: &[f32],
    masks: &[Lanes; K],
    seen: &mut [Lanes; K],
    [rounds, len]: [usize; 2],
) {
    for (seen, masks) in seen.iter_mut().zip(masks) {
        let (seen, masks) = (seen.as_flattened_mut(), masks.as_flattened());
        let all = rounds * LANES;
        let (Some(seen), Some(masks)) = (seen.get_mut(..all), masks.get(..all)) else { return };
        for ((seen, dy), mask) in seen.iter_mut().zip(dy).zip(masks) {
            *seen = f32::from_bits(dy.to_bits() & mask.to_bits());
        }
        for seen in seen.iter_mut().skip(len) {
            *seen = 0.0;
        }
    }
}

/// The sums of the products with each of a row of taps.
#[inline(always)]
fn sums_of_products<V: Vectors, const K: usize>(
    dy: &[Lanes; K],
    x: &[f32],
    right: usize,
    rounds: usize,
) -> [[f32; LANES]; K] {
    let mut sums = [[0.0; LANES]; K];
    let mut of_taps = [&[][..]; K];
    for (kx, of_tap) in of_taps.iter_mut().enumerate() {
        let x = x.get(kx * right..).unwrap_or_default().as_chunks::<LANES>().0;
        let Some(x) = x.get(..rounds) else { return sums };
        *of_tap = x;
    }
    for i in 0..rounds.min(ROUNDS) {
        for_each_row!(t < K: V::add_products(&mut sums[t], &dy[t][i], &of_taps[t][i]));
    }
    sums
}
