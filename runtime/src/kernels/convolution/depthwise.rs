//! y ← b + w ∗ x where a group is one channel ("depthwise") that stays as wide as it is.
//!
//! Nothing is unfolded. What a tap sees of a picture is the same memory from another place on, but for the columns where
//! that would be the end of the row before or the start of the row behind: a mask takes those away, the same for all
//! channels.

use super::super::{Kernel, add_product, store, store_whole};
use super::unfolded::Seen;
use super::{Convolution, FLOATS, Part};
use core::hint::black_box;

/// How many pixels are computed together, at most.
const TILE: usize = 64;

/// The floats of a cache line.
const LINE: usize = 16;

/// How channels lie side by side, with zeros before and behind each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Padded {
    /// Where the first begins.
    margin: usize,
    /// How far they lie apart.
    pitch: usize,
    /// How many lie there together.
    channels: usize,
}

impl Padded {
    /// How those of a convolution lie, if it goes in this way.
    pub(super) const fn new(shape: Convolution) -> Option<Self> {
        let Convolution { groups, rows, columns, .. } = shape;
        let is_depthwise = shape.channels == 1 && shape.outputs == 1;
        let moves_by_one = rows.stride == 1 && columns.stride == 1;
        // The column in the middle needs no mask.
        let is_centered = 2 * columns.padding == (columns.kernel - 1) * columns.dilation;
        let keeps_width = is_centered && columns.input == columns.output;
        let has_kernel = matches!(columns.kernel, 3 | 5 | 7 | 9);
        if !is_depthwise || !moves_by_one || !keeps_width || !has_kernel {
            return None;
        }
        let before = before(shape);
        let reach = down(shape) * (rows.kernel - 1) + 2 * columns.padding;
        let behind = (shape.result() + reach).saturating_sub(before + shape.picture());
        let margin = if before > behind { before } else { behind };
        let margin = margin.next_multiple_of(LINE);
        let pitch = (shape.picture() + margin).next_multiple_of(LINE);
        let Some(room) = FLOATS.checked_sub(margin + TILE) else { return None };
        if pitch > room {
            return None;
        }
        // Half of the room is what the first cache holds, with the outputs.
        let most = room / 2 / pitch;
        let most = if most > 0 { most } else { 1 };
        Some(Padded { margin, pitch, channels: groups.div_ceil(groups.div_ceil(most)) })
    }

    /// All values.
    pub(super) const fn len(self) -> usize {
        self.margin + self.channels * self.pitch + TILE
    }
}

/// How far before its own place a pixel's first tap lies.
const fn before(shape: Convolution) -> usize {
    shape.rows.padding * shape.columns.input + shape.columns.padding
}

/// How far behind a row of taps the next one lies.
const fn down(shape: Convolution) -> usize {
    shape.rows.dilation * shape.columns.input
}

pub(super) struct Depthwise<'a> {
    pub(super) shape: Convolution,
    pub(super) padded: Padded,
    pub(super) weight: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) least: f32,
    pub(super) inputs: &'a [f32],
    pub(super) outputs: &'a mut [f32],
    pub(super) scratch: &'a mut [f32],
}

impl Kernel for Depthwise<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        if ROWS >= 16 {
            self.in_tiles::<FUSED, TILE>();
        } else if COLUMNS >= 16 {
            self.in_tiles::<FUSED, 32>();
        } else {
            self.in_tiles::<FUSED, 16>();
        }
    }
}

impl Depthwise<'_> {
    /// `T` pixels at a time.
    #[inline(always)]
    fn in_tiles<const FUSED: bool, const T: usize>(&mut self) {
        match self.shape.columns.kernel {
            3 => self.of_columns::<FUSED, T, 3>(),
            5 => self.of_columns::<FUSED, T, 5>(),
            7 => self.of_columns::<FUSED, T, 7>(),
            _ => self.of_columns::<FUSED, T, 9>(),
        }
    }

    /// With a kernel of `K` columns.
    #[inline(always)]
    fn of_columns<const FUSED: bool, const T: usize, const K: usize>(&mut self) {
        let Depthwise { shape, padded, weight, bias, least, inputs, .. } = *self;
        let Padded { margin, pitch, channels } = padded;
        let (picture, result, taps) = (shape.picture(), shape.result(), shape.taps());
        let (before, steps) = (before(shape), [down(shape), shape.columns.dilation]);
        let width = shape.columns.output.max(1);
        // After so many tiles one begins in the same column.
        let period = width >> width.trailing_zeros().min(T.trailing_zeros());
        let tiles = result.div_ceil(T);

        let scratch = &mut *self.scratch;
        zeros(scratch.get_mut(..margin).unwrap_or_default());
        for channel in 0..channels {
            let start = margin + channel * pitch;
            zeros(scratch.get_mut(start + picture..start + pitch).unwrap_or_default());
        }
        let mut masks = [[0.0; T]; K];
        let mut masks_of = usize::MAX;
        let inputs = inputs.chunks_exact(shape.inputs_len().max(1));
        let outputs = self.outputs.chunks_exact_mut(shape.outputs_len().max(1));
        for (input, output) in inputs.zip(outputs) {
            for first in (0..shape.groups).step_by(channels.max(1)) {
                let groups = channels.min(shape.groups - first);
                let input = input.get(first * picture..).unwrap_or_default();
                for (channel, input) in input.chunks_exact(picture).take(groups).enumerate() {
                    let start = margin + channel * pitch;
                    copy(input, scratch.get_mut(start..start + picture).unwrap_or_default());
                }
                // Tiles that have the same masks come one after the other.
                for tile in (0..period).flat_map(|i| (i..tiles).step_by(period)) {
                    // The last one ends with the picture.
                    let place = (tile * T).min(result.saturating_sub(T));
                    let column = place % width;
                    if column != masks_of {
                        find_masks(shape, column, &mut masks);
                        masks_of = column;
                    }
                    for channel in 0..groups {
                        let start = margin + channel * pitch + place - before;
                        let x = scratch.get(start..).unwrap_or_default();
                        let group = first + channel;
                        let weight = weight.get(group * taps..).unwrap_or_default();
                        let weight = weight.get(..taps).unwrap_or_default().as_chunks().0;
                        let mut sums = [bias.get(group).copied().unwrap_or(0.0); T];
                        add_taps::<FUSED, T, K>(&mut sums, x, weight, steps, &masks);
                        let to = group * result + place;
                        if result >= T {
                            store_whole(&at_least(least, &sums), output, to);
                        } else {
                            store(black_box(&at_least(least, &sums)), output, to, result);
                        }
                    }
                }
            }
        }
    }
}

/// Adds the products of taps: each row of them lies so far behind the one before, each tap in it so far behind the other.
#[inline(always)]
fn add_taps<const FUSED: bool, const T: usize, const K: usize>(
    sums: &mut [f32; T],
    x: &[f32],
    weight: &[[f32; K]],
    [down, right]: [usize; 2],
    masks: &[[f32; T]; K],
) {
    let Some(last) = x.len().checked_sub(T) else { return };
    let mut all = *sums;
    let mut start = 0;
    for ky in 0..weight.len() {
        for kx in 0..K {
            // Instead of a check: it is never more.
            let at = (start + kx * right).min(last);
            let x = x.get(at..at + T).and_then(|x| x.first_chunk::<T>());
            let Some(x) = x else { break };
            if 2 * kx + 1 == K {
                add_product::<FUSED, T>(&mut all, weight[ky][kx], x);
            } else {
                let mut seen = [0.0; T];
                for i in 0..T {
                    seen[i] = f32::from_bits(x[i].to_bits() & masks[kx][i].to_bits());
                }
                add_product::<FUSED, T>(&mut all, weight[ky][kx], &seen);
            }
        }
        start += down;
    }
    *sums = all;
}

#[inline(always)]
fn at_least<const T: usize>(least: f32, sums: &[f32; T]) -> [f32; T] {
    let mut row = [0.0; T];
    for i in 0..T {
        row[i] = if sums[i] < least { least } else { sums[i] };
    }
    row
}

/// Which of a tile's pixels, from one in that column on, see something in each column of the kernel.
#[inline(always)]
fn find_masks<const T: usize, const K: usize>(
    shape: Convolution,
    column: usize,
    masks: &mut [[f32; T]; K],
) {
    let (rows, columns) = (shape.rows.output, shape.columns.output);
    let all = Part { row: 0, rows, column: 0, columns };
    for (kx, mask) in masks.iter_mut().enumerate() {
        Seen::new(shape, all, kx).find_kept(columns, column, mask.as_chunks_mut().0);
    }
}

/// Writes zeros to a gap, a line or more. (A call would take longer than most.)
#[inline(always)]
fn zeros(gap: &mut [f32]) {
    for line in gap.as_chunks_mut::<LINE>().0 {
        *line = [0.0; LINE];
    }
    if let Some(line) = gap.last_chunk_mut::<LINE>() {
        *line = [0.0; LINE];
    }
}

/// Copies a picture.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32]) {
    for (from, to) in from.as_chunks::<LINE>().0.iter().zip(to.as_chunks_mut::<LINE>().0) {
        *to = *from;
    }
    match (from.last_chunk::<LINE>(), to.last_chunk_mut()) {
        (Some(from), Some(to)) => *to = *from,
        _ => {
            for (to, from) in to.iter_mut().zip(from) {
                *to = *from;
            }
        }
    }
}
