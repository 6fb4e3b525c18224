//! Convolutions, along two axes or one.
//!
//! All three passes work on a block of the picture that comes out, of some channels that go in: the values that
//! each tap of the kernel sees there, side by side, are rows of a matrix. Written out in full that would be a
//! copy of the input for each tap ("im2col"). Here there is one for each *column* of the kernel, with rows as
//! long as those that come out: then a row of the kernel further down is the same memory from a later place on,
//! and a block's pixels lie without a gap, whatever the picture's width. Where the kernel moves by more than one,
//! the input's rows lie sorted by the remainder ("phase") of their place.
//!
//! Where a group is a single channel that would take longer than the products: those that keep their width go
//! [another way](depthwise).

mod depthwise;
mod forward;
mod gradient;
mod input_gradient;
mod read_twice;
#[cfg(test)]
mod reference;
mod unfolded;

pub(crate) use forward::forward;
pub(crate) use gradient::gradient;
pub(crate) use input_gradient::input_gradient;

use crate::unwritten::Unwritten;
use depthwise::Depthwise;
use unfolded::{Offsets, Unfolded};

/// How a convolution goes along one axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) input: usize,
    pub(crate) output: usize,
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    /// Zeros in front of the input.
    pub(crate) padding: usize,
    pub(crate) dilation: usize,
}

/// A convolution of a sample that lies as `[[[f32; columns]; rows]; channels]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Convolution {
    /// How many groups of channels there are; each sees its own inputs only.
    pub(crate) groups: usize,
    /// The channels that go into a group.
    pub(crate) channels: usize,
    /// The channels that come out of a group.
    pub(crate) outputs: usize,
    pub(crate) rows: Axis,
    pub(crate) columns: Axis,
}

impl Axis {
    /// The rows of what has none.
    pub(crate) const ONE: Self =
        Axis { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };

    /// Whether it goes at all: sizes are divided by these.
    const fn goes(self) -> bool {
        self.kernel > 0 && self.stride > 0 && self.dilation > 0
    }

    /// How many strides reach so far. (Most are 1, and a division takes a while.)
    #[inline(always)]
    const fn steps(self, way: usize) -> usize {
        if self.stride == 1 { way } else { way.div_ceil(self.stride) }
    }

    /// The places that come out, from the first on and before the second, where tap `k` lies within the input.
    #[inline(always)]
    pub(crate) const fn seen_by(self, k: usize) -> (usize, usize) {
        let shift = k * self.dilation;
        let start = self.steps(self.padding.saturating_sub(shift));
        let end = self.steps((self.input + self.padding).saturating_sub(shift));
        let end = if end < self.output { end } else { self.output };
        (if start < end { start } else { end }, end)
    }

    /// The taps, from the first on and before the second, that lie within the input when `output` is computed,
    /// and where the first of them lies.
    #[inline(always)]
    pub(crate) const fn taps(self, output: usize) -> (usize, usize, usize) {
        let at = output * self.stride;
        let start = self.padding.saturating_sub(at).div_ceil(self.dilation);
        let end = (self.input + self.padding).saturating_sub(at).div_ceil(self.dilation);
        let end = if end < self.kernel { end } else { self.kernel };
        (start, end, (at + start * self.dilation).saturating_sub(self.padding))
    }

    /// The place that comes out for which tap `k` sees the place `input`.
    #[inline(always)]
    pub(crate) const fn output_of(self, input: usize, k: usize) -> Option<usize> {
        let Some(at) = (input + self.padding).checked_sub(k * self.dilation) else { return None };
        let output = at / self.stride;
        if output * self.stride == at && output < self.output { Some(output) } else { None }
    }
}

/// How many sums a weight's gradient is split into within a block: pixel i of it is added to sum i mod 16.
pub(crate) const LANES: usize = 16;

/// Adds up the sums of a block, as [`Vectors::totals`](super::Vectors::totals) does.
#[inline(always)]
pub(crate) fn add_lanes(lanes: [f32; LANES]) -> f32 {
    let eight: [f32; 8] = core::array::from_fn(|i| lanes[i] + lanes[i + 8]);
    let [s0, s1, s2, s3] = core::array::from_fn(|i| eight[i] + eight[i + 4]);
    (s0 + s2) + (s1 + s3)
}

impl Convolution {
    /// How many pixels a block has at most, so many weights' gradients are summed by.
    pub(crate) const BLOCK: usize = 512;

    /// The rows and columns of a block: whole rows, or some 64 columns of a wide picture's.
    #[inline(always)]
    pub(crate) const fn block(self) -> (usize, usize) {
        let (rows, columns) = (self.rows.output, self.columns.output);
        let wide = Self::BLOCK / if rows > 0 { rows } else { 1 };
        let wide = if wide < 64 { 64 } else { wide };
        let columns = if columns < wide { columns } else { wide };
        let high = Self::BLOCK / if columns > 0 { columns } else { 1 };
        (if rows < high { rows } else { high }, columns)
    }

    /// How many blocks a sample has.
    fn blocks(self) -> usize {
        let (rows, columns) = self.block();
        self.rows.output.div_ceil(rows.max(1)) * self.columns.output.div_ceil(columns.max(1))
    }

    /// The pixels of a channel that goes in.
    #[inline(always)]
    pub(crate) const fn picture(self) -> usize {
        self.rows.input * self.columns.input
    }

    /// The pixels of a channel that comes out.
    #[inline(always)]
    pub(crate) const fn result(self) -> usize {
        self.rows.output * self.columns.output
    }

    /// The weights between two channels.
    #[inline(always)]
    pub(crate) const fn taps(self) -> usize {
        self.rows.kernel * self.columns.kernel
    }

    /// The weights of a channel that comes out.
    #[inline(always)]
    pub(crate) const fn depth(self) -> usize {
        self.channels * self.taps()
    }

    /// How many multiply-adds a sample takes, as if no tap lay in the padding.
    #[inline(always)]
    pub(crate) const fn multiply_adds(self) -> usize {
        self.groups * self.outputs * self.depth() * self.result()
    }

    /// The values of a sample that goes in.
    const fn inputs_len(self) -> usize {
        self.groups * self.channels * self.picture()
    }

    /// The values of a sample that comes out.
    const fn outputs_len(self) -> usize {
        self.groups * self.outputs * self.result()
    }

    /// Whether the kernels here can compute it: a block of one channel has to have room, with all of its taps.
    const fn has_kernel(self) -> bool {
        if !self.rows.goes() || !self.columns.goes() {
            // Its layer tells what is wrong.
            return false;
        }
        let (rows, columns) = self.block();
        let one = Unfolded::new(self, 1, rows, columns).len();
        self.outputs_len() > 0
            && self.channels > 0
            && self.taps() <= TAPS
            && one > 0
            && one <= FLOATS
    }

    /// The pieces that a sample is computed in: so many rows, of a block's columns.
    #[inline(always)]
    fn parts(self, rows: usize) -> Parts {
        Parts { shape: self, rows: rows.max(1), row: 0, column: 0 }
    }

    /// How many channels and rows are computed together, so that they have room. Rows are some whole blocks, with
    /// all channels; or one block. It takes what [has a kernel](Self::has_kernel).
    const fn together(self) -> (usize, usize) {
        let (block, width) = self.block();
        let len = Unfolded::new(self, 1, block, width).len();
        let (taps, floats) = (TAPS / self.taps(), FLOATS / len);
        let most = if taps < floats { taps } else { floats };
        if most < self.channels {
            // Equal parts: what few channels are left over would be looked up anew.
            return (self.channels.div_ceil(self.channels.div_ceil(most)), block);
        }
        let mut rows = block;
        while rows < self.rows.output
            && Unfolded::new(self, self.channels, rows + block, width).len() <= FLOATS
        {
            rows += block;
        }
        (self.channels, if rows < self.rows.output { rows } else { self.rows.output })
    }
}

/// What can be known of a convolution before it is computed: that of a small picture takes less time than to find it out.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Convolution,
    /// Whether the kernels here can compute it: nothing below says anything if not.
    pub(crate) has_kernel: bool,
    /// How many channels and rows are computed together.
    together: (usize, usize),
    /// How many groups' inputs are unfolded together when outputs are computed.
    groups: usize,
    /// How a depthwise convolution's channels lie, if nothing is unfolded.
    depthwise: Option<Depthwise>,
    /// Whether all that is unfolded is as the input is, and no tile is wider than the rows.
    is_a_copy: bool,
    /// What those take of the scratch.
    floats: usize,
    /// Where their pixels lie.
    offsets: Offsets,
}

impl Plan {
    pub(crate) const fn new(shape: Convolution) -> Self {
        let mut plan = Plan {
            shape,
            has_kernel: false,
            together: (0, 0),
            groups: 1,
            depthwise: None,
            is_a_copy: false,
            floats: 0,
            offsets: Offsets::NEW,
        };
        if shape.has_kernel() {
            let (_, columns) = shape.block();
            let (channels, rows) = shape.together();
            let unfolded = Unfolded::new(shape, channels, rows, columns);
            plan.has_kernel = true;
            plan.together = (channels, rows);
            if channels == shape.channels && shape.result() < SMALL_PICTURE {
                // The first cache holds them.
                let most = FLOATS / 2 / unfolded.len();
                let most = if most > 0 { most } else { 1 };
                plan.groups = shape.groups.div_ceil(shape.groups.div_ceil(most));
            }
            let unfolded = Unfolded::new(shape, plan.groups * channels, rows, columns);
            plan.floats = unfolded.len();
            let has_room = shape.result() >= forward::MIDDLE;
            plan.is_a_copy = channels == shape.channels && unfolded.is_a_copy() && has_room;
            plan.offsets.find(unfolded, channels);
            plan.depthwise = Depthwise::new(shape);
        }
        plan
    }
}

/// Some rows of some columns of the picture that comes out.
#[derive(Clone, Copy, Debug)]
struct Part {
    row: usize,
    rows: usize,
    column: usize,
    columns: usize,
}

/// Goes through the parts of a picture: down, then to the right. (A closure that is called for each of them would be
/// compiled for the wrong processor.)
struct Parts {
    shape: Convolution,
    rows: usize,
    row: usize,
    column: usize,
}

impl Iterator for Parts {
    type Item = Part;

    #[inline(always)]
    fn next(&mut self) -> Option<Part> {
        let (height, width) = (self.shape.rows.output, self.shape.columns.output);
        let (_, columns) = self.shape.block();
        let (row, column) = (self.row, self.column);
        if row >= height || column >= width {
            return None;
        }
        self.row += self.rows;
        if self.row >= height {
            (self.row, self.column) = (0, column + columns);
        }
        let rows = self.rows.min(height - row);
        Some(Part { row, rows, column, columns: columns.min(width - column) })
    }
}

impl Part {
    /// How many runs of pixels lie side by side in a picture of that width, and how long they are.
    #[inline(always)]
    fn runs(self, width: usize) -> (usize, usize) {
        if self.columns == width { (1, self.rows * width) } else { (self.rows, self.columns) }
    }

    /// Where a run starts in the picture.
    #[inline(always)]
    fn start(self, width: usize, run: usize) -> usize {
        (self.row + run) * width + self.column
    }
}

/// How many weights of an output are used at a time, at most.
const TAPS: usize = 512;

/// How much of an input is unfolded at a time, at most.
const FLOATS: usize = 16384 - SLACK;

/// Of pictures with fewer pixels that come out, several groups' are unfolded together: each by itself would take longer to
/// find out how.
const SMALL_PICTURE: usize = 256;

/// Room behind, for whole registers.
const SLACK: usize = 64;

/// What a small picture takes.
const SMALL: usize = 4608 + SLACK;

/// Calls `use_it` with room for so many numbers, at most `FLOATS`, and the slack. What it holds was left on the stack.
#[inline(always)]
fn with_scratch(floats: usize, use_it: impl FnOnce(&mut [f32])) {
    #[inline(never)]
    fn on_stack<const LEN: usize>(use_it: impl FnOnce(&mut [f32])) {
        let mut scratch = Unwritten::<[f32; LEN]>::NEW;
        use_it(scratch.tensor());
    }
    // Or a version of the kernel would be compiled into each of the two.
    #[inline(never)]
    fn apart(scratch: &mut [f32], use_it: impl FnOnce(&mut [f32])) {
        use_it(scratch);
    }
    let use_it = |scratch: &mut [f32]| apart(scratch, use_it);
    if floats + SLACK > SMALL {
        on_stack::<{ FLOATS + SLACK }>(use_it);
    } else {
        on_stack::<SMALL>(use_it);
    }
}
