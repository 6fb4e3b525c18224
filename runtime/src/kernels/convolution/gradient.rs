//! dW ← dW + dy ∗ x, and db ← db + Σ dy.

use super::super::parallel::{share_rows_of, share_sums};
use super::super::{Kernel, Vectors, dispatch, for_each_row};
use super::depthwise::{self, Depthwise};
use super::unfolded::{Table, Unfolded};
use super::{Convolution, LANES, Part, Plan, with_scratch};
use core::array;
use core::hint::black_box;
use core::ops::Range;

/// Adds `scale` times the gradient of the weights, and of the biases if there are some: for each sample, block by block (a
/// wide picture's left columns first), the products of a block's pixels, summed as [`LANES`] tell. A bias is a weight
/// that sees 1 everywhere.
pub(crate) fn gradient(
    plan: &Plan,
    inputs: &[f32],
    d_outputs: &[f32],
    weight: &mut [f32],
    bias: &mut [f32],
    scale: f32,
) {
    let Plan { shape, floats, .. } = *plan;
    let multiply_adds = d_outputs.len().saturating_mul(shape.depth());
    let add = |inputs, d_outputs, outputs, weight: Sums<'_>, bias: Sums<'_>| {
        if let Some(Depthwise { inputs: padded, has_whole_rows: true, .. }) = plan.depthwise {
            with_scratch(padded.len(), |scratch| {
                dispatch::run(depthwise::Gradient {
                    shape,
                    padded,
                    inputs,
                    d_outputs,
                    outputs,
                    weight,
                    bias,
                    scale,
                    scratch,
                });
            });
            return;
        }
        with_scratch(floats, |scratch| {
            let work = Gradient { plan, inputs, d_outputs, outputs, weight, bias, scale, scratch };
            dispatch::run(work);
        });
    };
    let outputs = shape.groups * shape.outputs;
    let lens = [weight.len(), bias.len()];
    let samples = (inputs.len() / shape.inputs_len().max(1))
        .min(d_outputs.len() / shape.outputs_len().max(1));
    // What each sample unfolds takes as long as some outputs. So threads share out samples rather than outputs, if there
    // is room for the sums of all blocks.
    let shared = share_sums(
        [&mut *weight, &mut *bias],
        samples,
        shape.blocks(),
        multiply_adds,
        |samples, [weight, bias]| {
            let [inputs, d_outputs] =
                [(inputs, shape.inputs_len()), (d_outputs, shape.outputs_len())].map(
                    |(values, len)| {
                        values.get(samples.start * len..samples.end * len).unwrap_or_default()
                    },
                );
            let [weight, bias] =
                [(weight, lens[0]), (bias, lens[1])].map(|(sums, pitch)| Sums { sums, pitch });
            add(inputs, d_outputs, 0..outputs, weight, bias);
        },
    );
    if shared {
        return;
    }
    let row = [shape.depth(), if bias.is_empty() { 0 } else { 1 }];
    share_rows_of([weight, bias], row, multiply_adds, |first, [weight, bias]| {
        let outputs = first..first + weight.len() / shape.depth().max(1);
        let [weight, bias] = [weight, bias].map(|sums| Sums { sums, pitch: 0 });
        add(inputs, d_outputs, outputs, weight, bias);
    });
}

/// Where blocks add their sums: each to a place of its own, `pitch` numbers from that of the block before; or all to one.
pub(super) struct Sums<'a> {
    sums: &'a mut [f32],
    pitch: usize,
}

impl Sums<'_> {
    /// A block's place, from number `start` on.
    #[inline(always)]
    pub(super) fn of(&mut self, block: usize, start: usize) -> &mut [f32] {
        self.sums.get_mut(block * self.pitch + start..).unwrap_or_default()
    }
}

struct Gradient<'a> {
    plan: &'a Plan,
    inputs: &'a [f32],
    d_outputs: &'a [f32],
    /// Those whose weights are asked for.
    outputs: Range<usize>,
    weight: Sums<'a>,
    bias: Sums<'a>,
    scale: f32,
    scratch: &'a mut [f32],
}

impl Kernel for Gradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Gradient {
            plan,
            inputs,
            d_outputs,
            ref outputs,
            ref mut weight,
            ref mut bias,
            scale,
            ref mut scratch,
        } = *self;
        let scratch = &mut **scratch;
        let Plan { shape, together, .. } = *plan;
        let mut table = Table::new(&plan.offsets);
        let (high, _) = shape.block();
        let group_inputs = shape.channels * shape.picture();
        let inputs = inputs.chunks_exact(shape.inputs_len().max(1));
        let d_outputs = d_outputs.chunks_exact(shape.outputs_len().max(1));
        let mut blocks = 0;
        for (input, d_output) in inputs.zip(d_outputs) {
            for part in shape.parts(together.1) {
                for group in 0..shape.groups {
                    // The group's outputs that are asked for.
                    let start = outputs.start.max(group * shape.outputs);
                    let end = outputs.end.min((group + 1) * shape.outputs);
                    if start >= end {
                        continue;
                    }
                    for channel in (0..shape.channels).step_by(together.0.max(1)) {
                        let channels = together.0.min(shape.channels - channel);
                        let from = group * group_inputs + channel * shape.picture();
                        let input = input.get(from..).unwrap_or_default();
                        let unfolded = Unfolded::new(shape, channels, part.rows, part.columns);
                        unfolded.unfold(input, part, scratch);
                        let offsets = table.of(unfolded, channels);
                        for (block, row) in (0..part.rows).step_by(high.max(1)).enumerate() {
                            let block = blocks + block;
                            let place = start - outputs.start;
                            let mut work = Block {
                                dy: d_output.get(start * shape.result()..).unwrap_or_default(),
                                result: shape.result(),
                                width: shape.columns.output,
                                part: Part {
                                    row: part.row + row,
                                    rows: high.min(part.rows - row),
                                    ..part
                                },
                                x: scratch.get(row * part.columns..).unwrap_or_default(),
                                offsets,
                                weight: weight.of(block, place * shape.depth()),
                                // Once, however many channels there are.
                                bias: if channel == 0 { bias.of(block, place) } else { &mut [] },
                                depth: shape.depth(),
                                place: channel * shape.taps(),
                                scale,
                            };
                            let outputs = end - start;
                            if ROWS >= 16 {
                                let output = work.band::<V, 4, 6>(0, outputs);
                                let output = work.band::<V, 2, 6>(output, outputs);
                                work.band::<V, 1, 6>(output, outputs);
                            } else {
                                let output = work.band::<V, 2, 2>(0, outputs);
                                work.band::<V, 1, 2>(output, outputs);
                            }
                        }
                    }
                }
                blocks += part.rows.div_ceil(high.max(1));
            }
        }
    }
}

/// The numbers of a block, in lanes.
pub(super) const ROUNDS: usize = Convolution::BLOCK / LANES;

/// A block of pixels and the weights that have a part in them.
struct Block<'a> {
    /// From the first output's on, each with `result` pixels in rows of `width`.
    dy: &'a [f32],
    result: usize,
    width: usize,
    part: Part,
    x: &'a [f32],
    offsets: &'a [u16],
    /// From the first output's on, each with `depth` weights, of which those from `place` on.
    weight: &'a mut [f32],
    /// From the first output's on.
    bias: &'a mut [f32],
    depth: usize,
    place: usize,
    scale: f32,
}

impl Block<'_> {
    /// `R` outputs at a time from `output` on, as long as there are as many. Returns where it stopped.
    #[inline(always)]
    fn band<V: Vectors, const R: usize, const T: usize>(
        &mut self,
        output: usize,
        outputs: usize,
    ) -> usize {
        let mut output = output;
        let rounds = (self.part.rows * self.part.columns).div_ceil(LANES).min(ROUNDS);
        let mut copies = [[[0.0; LANES]; ROUNDS]; R];
        while output + R <= outputs {
            for (r, copy) in copies.iter_mut().enumerate() {
                let start = (output + r) * self.result;
                let copy = copy.as_flattened_mut();
                let (runs, len) = self.part.runs(self.width);
                for i in 0..runs {
                    let from = start + self.part.start(self.width, i);
                    let from = self.dy.get(from..from + len);
                    let to = copy.get_mut(i * len..(i + 1) * len);
                    if let (Some(from), Some(to)) = (from, to) {
                        to.copy_from_slice(from);
                    }
                }
            }
            let mut dy = [&[][..]; R];
            for (dy, copy) in dy.iter_mut().zip(&copies) {
                let Some(copy) = copy.get(..rounds) else { return output };
                *dy = copy;
            }
            if let Some(bias) = self.bias.get_mut(output..).and_then(|bias| bias.first_chunk_mut())
            {
                add_scaled(&totals::<V, 1, R>(&[sums(&dy, rounds)])[0], self.scale, bias);
            }
            let mut tap = self.taps::<V, R, T>(0, output, &dy, rounds);
            tap = self.taps::<V, R, 3>(tap, output, &dy, rounds);
            self.taps::<V, R, 1>(tap, output, &dy, rounds);
            output += R;
        }
        output
    }

    /// `T` weights at a time from `tap` on, as long as there are as many. Returns where it stopped.
    #[inline(always)]
    fn taps<V: Vectors, const R: usize, const T: usize>(
        &mut self,
        tap: usize,
        output: usize,
        dy: &[&[[f32; LANES]]; R],
        rounds: usize,
    ) -> usize {
        let mut tap = tap;
        while let Some(offsets) = self.offsets.get(tap..).and_then(|rest| rest.first_chunk::<T>()) {
            let mut x = [&[][..]; T];
            for (x, offset) in x.iter_mut().zip(offsets) {
                let all = self.x.get(*offset as usize..).unwrap_or_default().as_chunks().0;
                let Some(all) = all.get(..rounds) else { return tap };
                *x = all;
            }
            let totals = totals::<V, R, T>(&sums_of_products::<V, R, T>(dy, &x, rounds));
            for_each_row!(r < R: {
                let start = (output + r) * self.depth + self.place + tap;
                let row = self.weight.get_mut(start..).and_then(|row| row.first_chunk_mut::<T>());
                if let Some(row) = row {
                    add_scaled(&totals[r], self.scale, row);
                }
            });
            tap += T;
        }
        tap
    }
}

/// The sums of the products of R outputs with T taps.
#[inline(always)]
fn sums_of_products<V: Vectors, const R: usize, const T: usize>(
    dy: &[&[[f32; LANES]]; R],
    x: &[&[[f32; LANES]]; T],
    rounds: usize,
) -> [[[f32; LANES]; T]; R] {
    let mut sums = [[[0.0; LANES]; T]; R];
    for i in 0..rounds {
        for_each_row!(r < R: for_each_row!(t < T: V::add_products(&mut sums[r][t], &dy[r][i], &x[t][i])));
    }
    sums
}

/// The sums of R outputs.
#[inline(always)]
pub(super) fn sums<const R: usize>(dy: &[&[[f32; LANES]]; R], rounds: usize) -> [[f32; LANES]; R] {
    let mut sums = [[0.0; LANES]; R];
    for i in 0..rounds {
        for_each_row!(r < R: for lane in 0..LANES {
            sums[r][lane] += dy[r][i][lane];
        });
    }
    sums
}

/// What the lanes add up to.
#[inline(always)]
pub(super) fn totals<V: Vectors, const R: usize, const T: usize>(
    sums: &[[[f32; LANES]; T]; R],
) -> [[f32; T]; R] {
    let mut totals = [[0.0; T]; R];
    // In memory, from which they are taken in a loop.
    let (fours, rest) = black_box(sums).as_flattened().as_chunks();
    let (to_fours, to_rest) = totals.as_flattened_mut().as_chunks_mut();
    for (to, four) in to_fours.iter_mut().zip(fours) {
        *to = V::totals(four.each_ref());
    }
    if let Some(last) = rest.last() {
        // Fewer than four would take as long.
        let four = array::from_fn(|i| rest.get(i).unwrap_or(last));
        for (to, total) in to_rest.iter_mut().zip(V::totals(four)) {
            *to = total;
        }
    }
    totals
}

/// Adds `scale` times the totals to the weights.
#[inline(always)]
pub(super) fn add_scaled<const T: usize>(totals: &[f32; T], scale: f32, weights: &mut [f32; T]) {
    for t in 0..T {
        weights[t] += scale * totals[t];
    }
}
