//! Windows that slide over signals and pictures: what a kernel, a stride and a padding make of a size.

use crate::layer::Message;
use core::ops::Range;

/// A window's way along an axis.
#[derive(Clone, Copy)]
pub struct Axis {
    /// `height`, `width` or `length`.
    pub name: &'static str,
    pub input: usize,
    /// What is declared to come out.
    pub output: usize,
    pub kernel: usize,
    pub stride: usize,
    /// What is put around the input, at the start and at the end.
    pub padding: [usize; 2],
    pub dilation: usize,
}

impl Axis {
    /// How many values the window covers.
    const fn covers(&self) -> usize {
        self.dilation * (self.kernel - 1) + 1
    }

    /// How many places the window has: ⌊(input + padding - covered) / stride⌋ + 1; none if it is larger
    /// than what it slides over.
    const fn places(&self) -> usize {
        let padded = self.input + self.padding[0] + self.padding[1];
        if padded < self.covers() { 0 } else { (padded - self.covers()) / self.stride + 1 }
    }

    /// `a height of 28 with kernel 5, stride 2 and padding 1 + 1`
    const fn described(&self, message: Message) -> Message {
        let mut message = message.text("a ").text(self.name).text(" of ").number(self.input);
        message = message.text(" with kernel ").number(self.kernel);
        if self.stride != 1 {
            message = message.text(", stride ").number(self.stride);
        }
        if self.dilation != 1 {
            message = message.text(", dilation ").number(self.dilation);
        }
        let [before, after] = self.padding;
        if before + after > 0 {
            message = message.text(", padding ").number(before);
            if after != before {
                message = message.text(" and ").number(after);
            }
        }
        message
    }
}

/// Why windows do not give the declared sizes, if they do not, and which they would: `channels` is what
/// stands in front of them.
pub const fn misfit(axes: &[Axis], channels: usize) -> Option<Message> {
    let mut wrong: Option<Axis> = None;
    let mut i = 0;
    while i < axes.len() {
        let axis = axes[i];
        if axis.places() == 0 {
            let message = axis.described(Message::new("")).text(" leaves the kernel no place");
            return Some(message.text("; make the kernel smaller or the padding larger"));
        }
        if axis.places() != axis.output && wrong.is_none() {
            wrong = Some(axis);
        }
        i += 1;
    }
    let Some(axis) = wrong else { return None };
    let mut message = axis.described(Message::new(""));
    message = message.text(" gives ").number(axis.places()).text(", not ").number(axis.output);
    message = message.text("; write `-> ").number(channels);
    let mut i = 0;
    while i < axes.len() {
        message = message.text("x").number(axes[i].places());
        i += 1;
    }
    Some(message.text("`"))
}

/// Why a pool's padding is too large, if it is: a window could lie in it with more than half of itself, or as
/// a whole, where there is no largest value and no mean.
pub const fn wide_padding(axes: &[Axis]) -> Option<Message> {
    let mut i = 0;
    while i < axes.len() {
        let Axis { name, kernel, padding: [before, after], .. } = axes[i];
        if before > kernel / 2 || after > kernel / 2 {
            let padding = if before > after { before } else { after };
            let message =
                Message::new("a padding of ").number(padding).text(" along the ").text(name);
            let message =
                message.text(" is more than half of the kernel, which is ").number(kernel);
            return Some(message.text("; at most ").number(kernel / 2).text(" will do"));
        }
        i += 1;
    }
    None
}

/// Which values of an axis lie in the window at `place`.
#[inline(always)]
pub fn covered<const SIZE: usize, const KERNEL: usize, const STRIDE: usize, const BEFORE: usize>(
    place: usize,
) -> Range<usize> {
    let start = place * STRIDE;
    if BEFORE == 0 && KERNEL <= STRIDE {
        // A window that never reaches over the end has a length that the compiler knows.
        return start..start + KERNEL;
    }
    start.saturating_sub(BEFORE)..(start + KERNEL).saturating_sub(BEFORE).min(SIZE)
}
