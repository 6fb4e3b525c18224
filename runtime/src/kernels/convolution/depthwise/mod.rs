//! Convolutions where a group is one channel ("depthwise") that stays as wide as it is.
//!
//! Nothing is unfolded. What a tap sees of a picture is the same memory from another place on, but for the columns where
//! that would be the end of the row before or the start of the row behind: a mask takes those away, the same for all
//! channels. On the way back to the inputs it is the same, with the taps turned round.

mod gradient;
mod pass;

pub(super) use gradient::Gradient;
pub(super) use pass::Pass;

use super::unfolded::Seen;
use super::{Convolution, FLOATS, Part};

/// How many pixels are computed together, at most.
const TILE: usize = 64;

/// The floats of a cache line.
const LINE: usize = 16;

/// How a depthwise convolution's channels lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depthwise {
    /// The inputs', from which outputs are computed.
    pub(super) inputs: Padded,
    /// The outputs' gradients', from which the inputs' are.
    pub(super) d_outputs: Padded,
    /// Whether blocks are whole rows, as the gradient of the weights needs them.
    pub(super) has_whole_rows: bool,
}

impl Depthwise {
    /// How they lie, if the convolution goes in this way.
    pub(super) const fn new(shape: Convolution) -> Option<Self> {
        let Convolution { groups, rows, columns, .. } = shape;
        let is_depthwise = shape.channels == 1 && shape.outputs == 1;
        let moves_by_one = rows.stride == 1 && columns.stride == 1;
        // The column in the middle needs no mask.
        let is_centered = 2 * columns.padding == (columns.kernel - 1) * columns.dilation;
        let keeps_width = is_centered && columns.input == columns.output;
        // Others are rare, and each takes the compiler a while.
        let has_kernel = matches!(columns.kernel, 3 | 5);
        let sees_some = rows.padding <= (rows.kernel - 1) * rows.dilation;
        if !is_depthwise || !moves_by_one || !keeps_width || !has_kernel || !sees_some {
            return None;
        }
        let before = rows.padding * columns.input + columns.padding;
        let reach = down(shape) * (rows.kernel - 1) + 2 * columns.padding;
        let lens = [shape.picture(), shape.result()];
        let Some(inputs) = Padded::new(groups, lens, before, reach) else { return None };
        let lens = [shape.result(), shape.picture()];
        let Some(d_outputs) = Padded::new(groups, lens, reach - before, reach) else { return None };
        let (_, block) = shape.block();
        Some(Depthwise { inputs, d_outputs, has_whole_rows: block == columns.output })
    }
}

/// How far behind a row of taps the next one lies.
const fn down(shape: Convolution) -> usize {
    shape.rows.dilation * shape.columns.input
}

/// How channels lie side by side, with zeros before and behind each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Padded {
    /// The pixels of a channel, and those that are computed from it.
    picture: usize,
    result: usize,
    /// How far before its own place the first pixel lies that one is computed from.
    before: usize,
    /// Where the first channel begins.
    margin: usize,
    /// How far they lie apart.
    pitch: usize,
    /// How many lie there together.
    channels: usize,
}

impl Padded {
    /// How so many channels lie, if there is room. The last pixel that one is computed from lies `reach` behind the first.
    const fn new(
        channels: usize,
        [picture, result]: [usize; 2],
        before: usize,
        reach: usize,
    ) -> Option<Self> {
        let behind = (result + reach).saturating_sub(before + picture);
        let margin = if before > behind { before } else { behind };
        let margin = margin.next_multiple_of(LINE);
        let pitch = (picture + margin).next_multiple_of(LINE);
        let Some(room) = FLOATS.checked_sub(margin + TILE) else { return None };
        if pitch > room {
            return None;
        }
        // Half of the room is what the first cache holds, with what is computed.
        let most = room / 2 / pitch;
        let most = if most > 0 { most } else { 1 };
        let channels = channels.div_ceil(channels.div_ceil(most));
        Some(Padded { picture, result, before, margin, pitch, channels })
    }

    /// All values.
    pub(super) const fn len(self) -> usize {
        self.margin + self.channels * self.pitch + TILE
    }

    /// Writes the zeros.
    #[inline(always)]
    fn lay_zeros(self, to: &mut [f32]) {
        let Padded { picture, margin, pitch, channels, .. } = self;
        zeros(to.get_mut(..margin).unwrap_or_default());
        for channel in 0..channels {
            let start = margin + channel * pitch;
            zeros(to.get_mut(start + picture..start + pitch).unwrap_or_default());
        }
        // What is read behind the last.
        let end = margin + channels * pitch;
        zeros(to.get_mut(end..end + TILE).unwrap_or_default());
    }

    /// Copies so many channels.
    #[inline(always)]
    fn lay(self, channels: usize, from: &[f32], to: &mut [f32]) {
        let Padded { picture, margin, pitch, .. } = self;
        for (channel, from) in from.chunks_exact(picture.max(1)).take(channels).enumerate() {
            let start = margin + channel * pitch;
            copy(from, to.get_mut(start..start + picture).unwrap_or_default());
        }
    }

    /// What the pixels from `place` on are computed from, in one of the channels that lie there.
    #[inline(always)]
    fn seen(self, from: &[f32], channel: usize, place: usize) -> &[f32] {
        let start = self.margin + channel * self.pitch + place - self.before;
        from.get(start..).unwrap_or_default()
    }
}

/// Which pixels, from one in that column on, see something in each column of the kernel.
#[inline(always)]
fn find_masks<const K: usize>(shape: Convolution, column: usize, masks: [&mut [[f32; LINE]]; K]) {
    let (rows, columns) = (shape.rows.output, shape.columns.output);
    let all = Part { row: 0, rows, column: 0, columns };
    for (kx, mask) in masks.into_iter().enumerate() {
        Seen::new(shape, all, kx).find_kept(columns, column, mask);
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
