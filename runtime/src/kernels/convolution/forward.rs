//! y ← b + W ∗ x.

use super::super::parallel::share_rows;
use super::super::{Kernel, Vectors, dispatch, for_each_row};
use super::super::{load, load_whole, store, store_whole};
use super::depthwise::{Depthwise, Pass};
use super::read_twice::{self, ReadTwice};
use super::unfolded::{Table, Unfolded};
use super::{Convolution, Part, Plan, with_scratch};
use core::hint::black_box;
use core::ops::Range;

/// Computes some samples. Each output is summed over channels, rows and columns of the kernel in this order, starting
/// from its bias, or from zero if there is none; what is less than `least` becomes that.
pub(crate) fn forward(
    plan: &Plan,
    weight: &[f32],
    bias: &[f32],
    least: f32,
    inputs: &[f32],
    outputs: &mut [f32],
) {
    let Plan { shape, floats, .. } = *plan;
    let multiply_adds = outputs.len().saturating_mul(shape.depth());
    share_rows(outputs, shape.outputs_len(), multiply_adds, |first, outputs| {
        let inputs = inputs.get(first * shape.inputs_len()..).unwrap_or_default();
        if let Some(Depthwise { inputs: padded, .. }) = plan.depthwise {
            with_scratch(padded.len(), |scratch| {
                let (from, to) = (inputs, outputs);
                dispatch::run(Pass::<false> {
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
            each_part(plan, weight, bias, least, inputs, outputs, scratch)
        });
    });
}

/// Goes through the samples and their parts, and in turn unfolds one and has its outputs computed.
fn each_part(
    plan: &Plan,
    weight: &[f32],
    bias: &[f32],
    least: f32,
    inputs: &[f32],
    outputs: &mut [f32],
    scratch: &mut [f32],
) {
    let Plan { shape, together, .. } = *plan;
    let mut table = Table::new(&plan.offsets);
    let spreads_freely = dispatch::spreads_freely();
    let read_twice = if spreads_freely { 0 } else { read_twice::rows(shape.outputs) };
    // Not where tiles read what lies behind the rows.
    let reads_input = plan.is_a_copy && spreads_freely;
    let group_inputs = shape.channels * shape.picture();
    let inputs = inputs.chunks_exact(shape.inputs_len().max(1));
    let outputs = outputs.chunks_exact_mut(shape.outputs_len().max(1));
    for (input, output) in inputs.zip(outputs) {
        for part in shape.parts(together.1) {
            for first_group in (0..shape.groups).step_by(plan.groups.max(1)) {
                let groups = first_group..shape.groups.min(first_group + plan.groups);
                for first in (0..shape.channels).step_by(together.0.max(1)) {
                    let channels = together.0.min(shape.channels - first);
                    let start = first_group * group_inputs + first * shape.picture();
                    let input = input.get(start..).unwrap_or_default();
                    let all = groups.len() * channels;
                    let unfolded = Unfolded::new(shape, all, part.rows, part.columns);
                    let x = if reads_input {
                        input
                    } else {
                        unfolded.unfold(input, part, scratch);
                        &*scratch
                    };
                    let is_last = first + channels == shape.channels;
                    let mut work = Groups {
                        shape,
                        part,
                        groups: groups.clone(),
                        rows: 0..shape.outputs,
                        weight,
                        bias: if first == 0 { Some(bias) } else { None },
                        first: first * shape.taps(),
                        least: if is_last { least } else { f32::NEG_INFINITY },
                        x,
                        x_len: channels * unfolded.channel_len(),
                        offsets: table.of(unfolded, channels),
                        output: &mut *output,
                    };
                    // Kernels of their own: the more kinds of tiles in one, the longer the compiler takes for each.
                    if MORE_TILES && shape.outputs == 1 {
                        dispatch::run(Tiles::<true>(work));
                        continue;
                    }
                    if read_twice > 0 {
                        work.rows = 0..read_twice;
                        dispatch::run(ReadTwice(&mut work));
                    }
                    if read_twice < shape.outputs {
                        work.rows = read_twice..shape.outputs;
                        dispatch::run(Tiles::<false>(work));
                    }
                }
            }
        }
    }
}

/// Some groups' outputs in a part of the picture, of some of their channels.
pub(super) struct Groups<'a> {
    shape: Convolution,
    part: Part,
    groups: Range<usize>,
    /// Which outputs of each.
    rows: Range<usize>,
    weight: &'a [f32],
    /// What sums start from; without, from what the output holds.
    bias: Option<&'a [f32]>,
    /// The first of an output's weights.
    first: usize,
    /// What comes out instead of anything less.
    least: f32,
    /// The groups' inputs, each so many numbers.
    x: &'a [f32],
    x_len: usize,
    /// Where the pixels of each tap lie.
    pub(super) offsets: &'a [u16],
    output: &'a mut [f32],
}

impl Groups<'_> {
    /// The weights of a run of pixels of a group, what they are multiplied with, and where the sums go.
    #[inline(always)]
    pub(super) fn run(&mut self, group: usize, run: usize) -> (Left<'_>, &[f32], To<'_>) {
        let Groups { shape, part, weight, bias, first, least, .. } = *self;
        let (_, len) = part.runs(shape.columns.output);
        let left = Left {
            weight,
            bias,
            row: group * shape.outputs + self.rows.start,
            rows: self.rows.len(),
            depth: shape.depth(),
            first,
        };
        let x = (group - self.groups.start) * self.x_len + run * len;
        let place = (group * shape.outputs + self.rows.start) * shape.result();
        let to = To {
            output: self.output.get_mut(place..).unwrap_or_default(),
            start: part.start(shape.columns.output, run),
            result: shape.result(),
            least,
        };
        (left, self.x.get(x..).unwrap_or_default(), to)
    }

    /// All groups, how many runs each has, and how many pixels each of these.
    #[inline(always)]
    pub(super) fn runs(&self) -> (Range<usize>, usize, usize) {
        let (runs, len) = self.part.runs(self.shape.columns.output);
        (self.groups.clone(), runs, len)
    }
}

/// Tiles of several outputs; or if they are `LONE`, of groups that have one each.
struct Tiles<'a, const LONE: bool>(Groups<'a>);

impl<const LONE: bool> Kernel for Tiles<'_, LONE> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let offsets = self.0.offsets;
        let (groups, runs, len) = self.0.runs();
        for group in groups {
            for run in 0..runs {
                let (left, x, to) = self.0.run(group, run);
                match (LONE, ROWS >= 16) {
                    // So many sums that none waits for its product before.
                    (true, true) => columns::<V, 1, 64, COLUMNS>(&left, x, offsets, to, len),
                    (true, false) => {
                        columns::<V, 1, COLUMNS, COLUMNS>(&left, x, offsets, to, len);
                    }
                    (false, true) => columns::<V, 8, 48, COLUMNS>(&left, x, offsets, to, len),
                    (false, false) => {
                        columns::<V, ROWS, COLUMNS, COLUMNS>(&left, x, offsets, to, len);
                    }
                }
            }
        }
    }
}

/// Some columns of the weights of a group's outputs.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    pub(super) weight: &'a [f32],
    /// What sums start from; without, from what the output holds.
    pub(super) bias: Option<&'a [f32]>,
    pub(super) row: usize,
    pub(super) rows: usize,
    pub(super) depth: usize,
    pub(super) first: usize,
}

/// A group's outputs, each with `result` pixels, of which those from `start` on are computed.
pub(super) struct To<'a> {
    pub(super) output: &'a mut [f32],
    pub(super) start: usize,
    pub(super) result: usize,
    /// What comes out instead of anything less.
    pub(super) least: f32,
}

impl To<'_> {
    /// Writes the first `len` sums of each row of a tile, the first row's from `place` on.
    #[inline(always)]
    pub(super) fn store<const R: usize, const C: usize>(
        &mut self,
        sums: &[[f32; C]; R],
        place: usize,
        len: usize,
    ) {
        let least = self.least;
        let mut tile = [[0.0; C]; R];
        for_each_row!(r < R: for i in 0..C {
            tile[r][i] = if sums[r][i] < least { least } else { sums[r][i] };
        });
        if len == C {
            for_each_row!(r < R: store_whole(&tile[r], self.output, place + r * self.result));
        } else {
            // In memory, and row by row: or the compiler takes two rows at a time, and shuffles their weights.
            for (r, row) in black_box(&tile).iter().enumerate() {
                store(row, self.output, place + r * self.result, len);
            }
        }
    }

    /// Reads the first `len` numbers of each row of a tile.
    #[inline(always)]
    pub(super) fn load<const R: usize, const C: usize>(
        &self,
        sums: &mut [[f32; C]; R],
        place: usize,
        len: usize,
    ) {
        if len == C {
            for_each_row!(r < R: load_whole(self.output, place + r * self.result, &mut sums[r]));
        } else {
            let mut tile = [[0.0; C]; R];
            for (r, row) in tile.iter_mut().enumerate() {
                load(self.output, place + r * self.result, len, row);
            }
            *sums = *black_box(&tile);
        }
    }
}

/// The columns in tiles of `WIDE`, then of [`MIDDLE`] if that lies between, then of `C`.
#[inline(always)]
fn columns<V: Vectors, const R: usize, const WIDE: usize, const C: usize>(
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: To<'_>,
    len: usize,
) {
    let To { output, start, result, least } = to;
    let mut column = 0;
    if WIDE > C {
        while column + WIDE <= len {
            let to = To { output: &mut *output, start: start + column, result, least };
            rows::<V, R, WIDE>(left, x.get(column..).unwrap_or_default(), offsets, to, WIDE);
            column += WIDE;
        }
    }
    // Sums that start from biases may be computed twice: then the last tile begins where a whole one ends with the columns.
    let again = left.bias.is_some();
    while column < len {
        let rest = len - column;
        let width = if MORE_TILES && WIDE > MIDDLE && C < MIDDLE && rest > C {
            MIDDLE
        } else if WIDE == C && C > NARROW && rest <= NARROW {
            NARROW
        } else {
            C
        };
        let first = if again && rest < width && width <= len { len - width } else { column };
        let x = x.get(first..).unwrap_or_default();
        let to = To { output: &mut *output, start: start + first, result, least };
        if MORE_TILES && WIDE > MIDDLE && width == MIDDLE {
            rows::<V, R, MIDDLE>(left, x, offsets, to, MIDDLE.min(len - first));
        } else if width == NARROW {
            rows::<V, R, NARROW>(left, x, offsets, to, NARROW.min(len - first));
        } else {
            rows::<V, R, C>(left, x, offsets, to, C.min(len - first));
        }
        column += width;
    }
}

/// In a debug build each kind of tile has its place on the stack.
const MORE_TILES: bool = cfg!(not(debug_assertions));

/// How many columns left over are computed in two registers: each weight is fetched half as often as for one and one.
pub(super) const MIDDLE: usize = 32;

/// How many columns left over are computed in half a register, or one instead of two. (Not on processors that multiply as
/// many of the widest registers as of narrower ones.)
pub(super) const NARROW: usize = 8;

#[inline(always)]
fn rows<V: Vectors, const R: usize, const C: usize>(
    left: &Left<'_>,
    x: &[f32],
    offsets: &[u16],
    to: To<'_>,
    len: usize,
) {
    let mut to = to;
    let mut row = band::<V, R, C>(0, left, x, offsets, &mut to, len);
    if R > 6 {
        row = band::<V, 6, C>(row, left, x, offsets, &mut to, len);
    }
    if R > 4 {
        row = band::<V, 4, C>(row, left, x, offsets, &mut to, len);
    }
    if R > 2 {
        row = band::<V, 2, C>(row, left, x, offsets, &mut to, len);
    }
    if R > 1 {
        band::<V, 1, C>(row, left, x, offsets, &mut to, len);
    }
}

/// Tiles of `R` rows from `row` on, as long as there are as many. Returns where it stopped.
#[inline(always)]
fn band<V: Vectors, const R: usize, const C: usize>(
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
            None => to.load(&mut sums, place, len),
        }
        left.add_to::<V, R, C>(row, x, offsets, &mut sums);
        to.store(&sums, place, len);
        row += R;
    }
    row
}

impl Left<'_> {
    #[inline(always)]
    fn add_to<V: Vectors, const R: usize, const C: usize>(
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
            for_each_row!(r < R: V::add_product(&mut sums[r], rows[r][i], x));
        }
        *tile = sums;
    }
}
