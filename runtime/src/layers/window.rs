//! Windows that slide over signals and pictures: what a kernel, a stride and a padding make of a size.

use crate::layer::Message;
use core::ops::Range;

/// A window's way along an axis, as it was written.
#[derive(Clone, Copy)]
pub struct Window {
    /// What the axis is called: `height`, `width` or `length`.
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

impl Window {
    /// How many values it reaches over.
    const fn reach(&self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    /// How many places it has: ⌊(input + padding - reach) / stride⌋ + 1; none if it is larger than what it
    /// slides over.
    const fn places(&self) -> usize {
        match (self.input + self.padding[0] + self.padding[1]).checked_sub(self.reach()) {
            Some(way) => way / self.stride + 1,
            None => 0,
        }
    }

    /// `a height of 28 with kernel 5, stride 2 and padding 1 + 1`
    const fn describe(&self, message: Message) -> Message {
        let message = message.text("a ").text(self.name).text(" of ").number(self.input);
        let mut message = message.text(" with kernel ").number(self.kernel);
        if self.dilation != 1 {
            message = message.text(", dilation ").number(self.dilation);
        }
        let message = message.text(", stride ").number(self.stride).text(" and padding ");
        message.number(self.padding[0]).text(" + ").number(self.padding[1])
    }
}

/// Why windows do not give the declared sizes, if they do not, and which they would: `channels` is what
/// stands in front of them.
pub const fn misfit(windows: &[Window], channels: usize) -> Option<Message> {
    let (mut wrong, mut i) = (0, 0);
    while i < windows.len() {
        let window = windows[i];
        let Window { name, input, kernel, stride, padding, dilation, .. } = window;
        if kernel == 0 || stride == 0 || dilation == 0 {
            let zero = match (kernel, stride) {
                (0, _) => "kernel",
                (_, 0) => "stride",
                _ => "dilation",
            };
            return Some(Message::new("its ").text(zero).text(" is zero; it is at least 1"));
        }
        if window.places() == 0 {
            let message = Message::new("a kernel that reaches over ").number(window.reach());
            let message = message.text(" values is larger than a ").text(name).text(" of ");
            let message = message.number(input).text(" with padding ").number(padding[0]);
            return Some(message.text(" + ").number(padding[1]));
        }
        if window.places() != window.output {
            wrong += 1;
        }
        i += 1;
    }
    if wrong == 0 {
        return None;
    }
    let (mut message, mut told) = (Message::new(""), 0);
    i = 0;
    while i < windows.len() {
        let window = windows[i];
        if window.places() != window.output {
            if told > 0 {
                message = message.text("; ");
            }
            message = window.describe(message).text(" gives ").number(window.places());
            message = message.text(", not ").number(window.output);
            told += 1;
        }
        i += 1;
    }
    message = message.text("; write `-> ").number(channels);
    i = 0;
    while i < windows.len() {
        message = message.text("x").number(windows[i].places());
        i += 1;
    }
    Some(message.text("`"))
}

/// Why a pool's padding is too large, if it is: a window could lie in it with more than half of itself, or as
/// a whole, where there is no largest value and no mean.
pub const fn wide_padding(windows: &[Window]) -> Option<Message> {
    let mut i = 0;
    while i < windows.len() {
        let Window { name, kernel, padding: [before, after], .. } = windows[i];
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
