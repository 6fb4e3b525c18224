//! dx ← Wᵀ ∗ dy.

use super::super::parallel::share_rows;
use super::super::{Kernel, Vectors, dispatch, for_each_row, load, load_whole, store_whole};
use super::depthwise::{Depthwise, Pass};
use super::unfolded::Unfolded;
use super::{Convolution, FLOATS, Part, Plan, SLACK, with_scratch};
use core::slice::from_ref;

/// The gradients of some samples' inputs. For each column of the kernel, the last first, and there for each of its
/// rows, the products of all outputs are added up in this order; then these sums are.
pub(crate) fn input_gradient(plan: &Plan, weight: &[f32], d_outputs: &[f32], d_inputs: &mut [f32]) {
    let shape = plan.shape;
    let multiply_adds = d_outputs.len().saturating_mul(shape.depth());
    let together = together(shape);
    let (_, columns) = shape.block();
    let floats = Unfolded::of_rows(shape, together.0, together.1, columns).len();
    share_rows(d_inputs, shape.inputs_len(), multiply_adds, |first, d_inputs| {
        let d_outputs = d_outputs.get(first * shape.outputs_len()..).unwrap_or_default();
        if let Some(Depthwise { d_outputs: padded, .. }) = plan.depthwise {
            with_scratch(padded.len(), |scratch| {
                let (bias, least) = (&[], f32::NEG_INFINITY);
                let (from, to) = (d_outputs, d_inputs);
                dispatch::run(Pass::<true> {
                    shape,
                    padded,
                    weight,
                    bias,
                    least,
                    from,
                    to,
                    scratch,
                });
            });
            return;
        }
        with_scratch(floats, |scratch| {
            dispatch::run(Back { shape, together, weight, d_outputs, d_inputs, scratch });
        });
    });
}

/// The rows of each phase that are added to.
fn all_rows(shape: Convolution) -> usize {
    let (_, last) = Unfolded::of_rows(shape, 1, 1, 1).place(shape.rows.kernel - 1);
    shape.rows.output + last
}

/// How many channels and rows have room.
fn together(shape: Convolution) -> (usize, usize) {
    let (block, columns) = shape.block();
    let row = Unfolded::of_rows(shape, 1, 1, columns).len().max(1);
    let block = block.min(all_rows(shape));
    let channels = (FLOATS / (row * block)).max(1);
    if channels < shape.channels {
        // Whole tiles.
        return (if channels > 8 { channels - channels % 8 } else { channels }, block);
    }
    let channels = shape.channels;
    (channels, (FLOATS / (row * channels)).min(all_rows(shape)))
}

struct Back<'a> {
    shape: Convolution,
    /// How many channels and rows have room.
    together: (usize, usize),
    weight: &'a [f32],
    d_outputs: &'a [f32],
    d_inputs: &'a mut [f32],
    scratch: &'a mut [f32],
}

impl Kernel for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Back { shape, together, weight, d_outputs, ref mut d_inputs, ref mut scratch } = *self;
        let (d_inputs, scratch) = (&mut **d_inputs, &mut **scratch);
        let (_, width) = shape.block();
        let group_inputs = shape.channels * shape.picture();
        let group_outputs = shape.outputs * shape.result();
        let all_rows = all_rows(shape);
        let mut turned = Turned::NEW;
        let d_outputs = d_outputs.chunks_exact(shape.outputs_len().max(1));
        let d_inputs = d_inputs.chunks_exact_mut(shape.inputs_len().max(1));
        for (d_input, d_output) in d_inputs.zip(d_outputs) {
            d_input.fill(0.0);
            for column in (0..shape.columns.output).step_by(width.max(1)) {
                let columns = width.min(shape.columns.output - column);
                for row in (0..all_rows).step_by(together.1.max(1)) {
                    let rows = together.1.min(all_rows - row);
                    let part = Part { row, rows, column, columns };
                    for group in 0..shape.groups {
                        let dy = d_output.get(group * group_outputs..).unwrap_or_default();
                        for first in (0..shape.channels).step_by(together.0.max(1)) {
                            let channels = together.0.min(shape.channels - first);
                            let start = group * shape.outputs * shape.depth();
                            let start = start + first * shape.taps();
                            let unfolded = Unfolded::of_rows(shape, channels, rows, columns);
                            // With what whole tiles reach over.
                            let len = unfolded.len() + SLACK;
                            let Some(to) = scratch.get_mut(..len) else { return };
                            to.fill(0.0);
                            let wide = dispatch::spreads_freely();
                            let mut work =
                                Work { shape, part, unfolded, weight, start, dy, to, wide };
                            if ROWS >= 16 {
                                work.run::<V, 8, 48, COLUMNS>(channels, &mut turned);
                            } else {
                                work.run::<V, ROWS, COLUMNS, COLUMNS>(channels, &mut turned);
                            }
                            let start = group * group_inputs + first * shape.picture();
                            let d_input = d_input.get_mut(start..).unwrap_or_default();
                            unfolded.fold(d_input, part, to);
                        }
                    }
                }
            }
        }
    }
}

/// How many weights of a channel in are turned at a time, at most.
const DEPTH: usize = 512;

/// How many channels in are computed at a time, at most.
const MOST: usize = 8;

/// Weights of some channels in, side by side; and in other places those of others, as far as there is room. Where all have
/// room they are turned once for all samples.
struct Turned {
    /// In each place, for each tap, all outputs. Or in the first place, for one tap, some.
    table: [[f32; MOST]; DEPTH],
    /// Where in each place the first channel's weights start, and the first tap and output.
    keys: [[usize; 3]; Self::PLACES],
}

impl Turned {
    /// How many places there are, at most.
    const PLACES: usize = 8;
    const NEW: Self = Turned { table: [[0.0; MOST]; DEPTH], keys: [[usize::MAX; 3]; Self::PLACES] };

    /// A tap's weights of the outputs from `output` on, for `R` channels in from `channel` on: the first's are those from
    /// `start` on.
    #[inline(always)]
    fn of<const R: usize>(
        &mut self,
        shape: Convolution,
        weight: &[f32],
        channel: usize,
        [start, tap, output]: [usize; 3],
    ) -> &[[f32; MOST]] {
        let outputs = DEPTH.min(shape.outputs - output).max(1);
        let all = outputs * shape.taps();
        // If not all taps have room, there is a place for one.
        let (first, taps, places) = match DEPTH.checked_div(all) {
            Some(places) if places > 0 && outputs == shape.outputs => {
                (0, shape.taps(), places.min(Self::PLACES))
            }
            _ => (tap, 1, 1),
        };
        let place = channel / MOST % places;
        let key = [start, first, output];
        if self.keys.get(place) != Some(&key) {
            self.turn(shape, weight, key, [outputs, taps, R], place);
        }
        let from = (place * taps + tap - first) * outputs;
        self.table.get(from..from + outputs).unwrap_or_default()
    }

    /// Turns the weights of so many outputs, taps and channels for a place. Rarely, so not once in each kind of band.
    #[inline(never)]
    fn turn(
        &mut self,
        shape: Convolution,
        weight: &[f32],
        key: [usize; 3],
        [outputs, taps, channels]: [usize; 3],
        place: usize,
    ) {
        if let Some(to) = self.keys.get_mut(place) {
            *to = key;
        }
        let [start, first, output] = key;
        let table = self.table.get_mut(place * outputs * taps..).unwrap_or_default();
        for (i, rows) in table.chunks_exact_mut(outputs).take(taps).enumerate() {
            for (o, turned) in rows.iter_mut().enumerate() {
                let start = start + (output + o) * shape.depth() + first + i;
                let weight = weight.get(start..).unwrap_or_default();
                let weight = weight.iter().step_by(shape.taps().max(1));
                for (to, w) in turned.iter_mut().zip(weight).take(channels) {
                    *to = *w;
                }
            }
        }
    }
}

struct Work<'a> {
    shape: Convolution,
    part: Part,
    unfolded: Unfolded,
    weight: &'a [f32],
    /// Where those of the first channel in start, of the group's first output.
    start: usize,
    /// The group's.
    dy: &'a [f32],
    to: &'a mut [f32],
    /// Whether several registers of a row may multiply by a number that is read once.
    wide: bool,
}

impl Work<'_> {
    #[inline(always)]
    fn run<V: Vectors, const R: usize, const W: usize, const C: usize>(
        &mut self,
        channels: usize,
        turned: &mut Turned,
    ) {
        let mut channel = self.band::<V, R, W, C>(0, channels, turned);
        if R > 6 {
            channel = self.band::<V, 6, W, C>(channel, channels, turned);
        }
        if R > 4 {
            channel = self.band::<V, 4, W, C>(channel, channels, turned);
        }
        channel = self.band::<V, 2, W, C>(channel, channels, turned);
        self.band::<V, 1, W, C>(channel, channels, turned);
    }

    /// `R` channels at a time from `channel` on, as long as there are as many. Returns where it stopped.
    #[inline(always)]
    fn band<V: Vectors, const R: usize, const W: usize, const C: usize>(
        &mut self,
        channel: usize,
        channels: usize,
        turned: &mut Turned,
    ) -> usize {
        let Work { shape, part, unfolded, .. } = *self;
        let mut channel = channel;
        while channel + R <= channels {
            for ky in 0..shape.rows.kernel {
                let (phase, shift) = unfolded.place(ky);
                // The rows that come out, of which this row of the kernel gives those of the part.
                let first = part.row.saturating_sub(shift).min(shape.rows.output);
                let end = (part.row + part.rows).saturating_sub(shift).min(shape.rows.output);
                if first >= end {
                    continue;
                }
                let row = first + shift - part.row;
                let seen = Part { row: first, rows: end - first, ..part };
                for kx in 0..shape.columns.kernel {
                    let tap = ky * shape.columns.kernel + kx;
                    let to = unfolded.row(kx, channel, phase, row);
                    for output in (0..shape.outputs).step_by(DEPTH) {
                        let place = [self.start + channel * shape.taps(), tap, output];
                        let weight = turned.of::<R>(shape, self.weight, channel, place);
                        let (runs, len) = seen.runs(shape.columns.output);
                        for i in 0..runs {
                            let from = seen.start(shape.columns.output, i);
                            let from = output * shape.result() + from;
                            self.add::<V, R, W, C>(weight, from, to + i * len, len);
                        }
                    }
                }
            }
            channel += R;
        }
        channel
    }

    /// Adds weights times `len` pixels of dy from `from` on to what stands from `to` on.
    #[inline(always)]
    fn add<V: Vectors, const R: usize, const W: usize, const C: usize>(
        &mut self,
        weight: &[[f32; MOST]],
        from: usize,
        to: usize,
        len: usize,
    ) {
        let mut column = 0;
        if W > C && self.wide {
            while column + W <= len {
                self.tile::<V, R, W>(weight, from + column, to + column, W);
                column += W;
            }
        }
        while column < len {
            self.tile::<V, R, C>(weight, from + column, to + column, C.min(len - column));
            column += C;
        }
    }

    #[inline(always)]
    fn tile<V: Vectors, const R: usize, const C: usize>(
        &mut self,
        weight: &[[f32; MOST]],
        from: usize,
        to: usize,
        width: usize,
    ) {
        let stride = self.unfolded.channel_len();
        let mut tile = [[0.0; C]; R];
        for_each_row!(r < R: load_whole(self.to, to + r * stride, &mut tile[r]));
        self.add_products::<V, R, C>(weight, from, &mut tile);
        if width == C {
            for_each_row!(r < R: store_whole(&tile[r], self.to, to + r * stride));
        } else {
            for_each_row!(r < R: store_first(&tile[r], self.to, to + r * stride, width));
        }
    }

    #[inline(always)]
    fn add_products<V: Vectors, const R: usize, const C: usize>(
        &self,
        weight: &[[f32; MOST]],
        from: usize,
        tile: &mut [[f32; C]; R],
    ) {
        let pitch = self.shape.result();
        let dy = self.dy.get(from..).unwrap_or_default();
        // The outputs of which so many pixels are there.
        let whole = match dy.len().checked_sub(C) {
            Some(last) => (last / pitch.max(1) + 1).min(weight.len()),
            None => 0,
        };
        let (whole, others) = weight.split_at(whole);
        let mut sums = *tile;
        add_whole::<V, R, C>(whole, dy, pitch, &mut sums);
        for (o, w) in others.iter().enumerate() {
            let mut last = [0.0; C];
            let rest = dy.get((whole.len() + o) * pitch..).unwrap_or_default();
            load(rest, 0, rest.len(), &mut last);
            add_whole::<V, R, C>(from_ref(w), &last, 0, &mut sums);
        }
        *tile = sums;
    }
}

/// Adds weights times pixels.
#[inline(always)]
fn add_whole<V: Vectors, const R: usize, const C: usize>(
    weight: &[[f32; MOST]],
    dy: &[f32],
    pitch: usize,
    sums: &mut [[f32; C]; R],
) {
    let Some(last) = dy.len().checked_sub(C) else { return };
    let mut start = 0;
    for w in weight {
        // Instead of a check: it is never more.
        let first = start.min(last);
        let dy = dy.get(first..first + C).and_then(|dy| dy.first_chunk::<C>());
        let Some(dy) = dy else { return };
        for_each_row!(r < R: V::add_product(&mut sums[r], w[r % MOST], dy));
        start += pitch;
    }
}

/// Writes the first `width` numbers of a row where a whole one has room. (A comparison for each place would be told apart
/// by the compiler: of the first one it knows more.)
#[inline(always)]
fn store_first<const C: usize>(row: &[f32; C], to: &mut [f32], start: usize, width: usize) {
    const MOST: usize = 16;
    static FIRST: [[u32; MOST]; 2] = [[u32::MAX; MOST], [0; MOST]];
    let keep =
        FIRST.as_flattened().get(MOST - width.min(MOST)..).and_then(|keep| keep.first_chunk::<C>());
    let to = to.get_mut(start..).and_then(|to| to.first_chunk_mut::<C>());
    let (Some(keep), Some(to)) = (keep, to) else { return };
    for j in 0..C {
        to[j] = f32::from_bits(row[j].to_bits() & keep[j] | to[j].to_bits() & !keep[j]);
    }
}
