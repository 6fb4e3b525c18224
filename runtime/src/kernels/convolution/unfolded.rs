//! A part of the input, as the columns of the kernel see it.

use super::super::{Kernel, Vectors, dispatch, load, store};
use super::{Axis, Convolution, Part, SLACK, TAPS};
use crate::unwritten::Unwritten;
use core::hint::black_box;

/// How unfolded channels lie: `[column of the kernel][channel][phase][row][column]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unfolded {
    shape: Convolution,
    channels: usize,
    phases: usize,
    rows: usize,
    columns: usize,
}

impl Unfolded {
    /// All that so many rows and columns of what comes out are computed from.
    pub(super) const fn new(
        shape: Convolution,
        channels: usize,
        rows: usize,
        columns: usize,
    ) -> Self {
        let all = Unfolded::of_rows(shape, channels, rows, columns);
        let (_, last) = all.place(shape.rows.kernel - 1);
        Unfolded { rows: rows + last, ..all }
    }

    /// Just so many rows in each phase.
    pub(super) const fn of_rows(
        shape: Convolution,
        channels: usize,
        rows: usize,
        columns: usize,
    ) -> Self {
        let Axis { kernel, stride, dilation, .. } = shape.rows;
        let reach = (kernel - 1) * dilation + 1;
        let phases = if dilation.is_multiple_of(stride) {
            1
        } else if reach < stride {
            reach
        } else {
            stride
        };
        Unfolded { shape, channels, phases, rows, columns }
    }

    /// All values.
    pub(super) const fn len(self) -> usize {
        self.shape.columns.kernel * self.channels * self.channel_len()
    }

    /// The values that a column of the kernel sees of a channel.
    pub(super) const fn channel_len(self) -> usize {
        self.phases * self.rows * self.columns
    }

    /// Whether it is as the channels are in the input.
    pub(super) const fn is_a_copy(self) -> bool {
        let Convolution { rows, columns, .. } = self.shape;
        let keeps_rows = rows.stride == 1 && rows.padding == 0 && self.rows == rows.input;
        let moves_by_one = columns.stride == 1 && columns.padding == 0 && columns.kernel == 1;
        keeps_rows && moves_by_one && self.columns == columns.input
    }

    /// The phase that row `ky` of the kernel sees, and how many rows further down it starts there.
    pub(super) const fn place(self, ky: usize) -> (usize, usize) {
        let Axis { stride, dilation, .. } = self.shape.rows;
        (ky * dilation % stride, ky * dilation / stride)
    }

    /// Where row `row` of a phase of a channel lies, as column `kx` of the kernel sees it.
    pub(super) const fn row(self, kx: usize, channel: usize, phase: usize, row: usize) -> usize {
        let channel = kx * self.channels + channel;
        channel * self.channel_len() + (phase * self.rows + row) * self.columns
    }

    /// Unfolds the channels of `input`, for a part of what comes out.
    ///
    /// It is a kernel of its own: within another one the compiler keeps what these loops need in memory, and
    /// fetches it for each row.
    #[inline]
    pub(super) fn unfold(self, input: &[f32], part: Part, to: &mut [f32]) {
        let Convolution { rows, columns, .. } = self.shape;
        let keeps_width = columns.input == columns.output && part.columns == columns.output;
        let is_narrow = part.columns < WIDE && self.rows * part.columns <= (Seen::MOST - 1) * WIDE;
        if keeps_width && is_narrow && rows.stride == 1 && columns.stride == 1 {
            dispatch::run(Shift { unfolded: self, input, part, to });
        } else {
            dispatch::run(Unfold { unfolded: self, input, part, to });
        }
    }

    /// The way back: adds to the channels of `input` what stands where their values were unfolded to. A kernel of its own,
    /// too.
    #[inline]
    pub(super) fn fold(self, input: &mut [f32], part: Part, from: &[f32]) {
        dispatch::run(Fold { unfolded: self, input, part, from });
    }

    #[inline(always)]
    fn fold_each(self, input: &mut [f32], part: Part, from: &[f32]) {
        let shape = self.shape;
        for kx in (0..shape.columns.kernel).rev() {
            let seen = Seen::new(shape, part, kx);
            if seen.start == seen.end {
                continue;
            }
            for channel in 0..self.channels {
                for phase in 0..self.phases {
                    for row in 0..self.rows {
                        let at = self.row(kx, channel, phase, row);
                        let row = (part.row + row) * shape.rows.stride + phase;
                        let row = row.wrapping_sub(shape.rows.padding);
                        if row < shape.rows.input {
                            let start = channel * shape.picture() + row * shape.columns.input;
                            let from = from.get(at + seen.start..at + seen.end);
                            let to = input.get_mut(start + seen.input..);
                            let (Some(from), Some(to)) = (from, to) else { return };
                            let to = to.iter_mut().step_by(shape.columns.stride.max(1));
                            for (to, from) in to.zip(from) {
                                *to += *from;
                            }
                        }
                    }
                }
            }
        }
    }

    /// The same where the kernel moves by one: what all its columns give to some places of a row is added up in a
    /// register. Channels are in the inner loop, since places behind a row's end are written as they were read: the next
    /// row would have to wait for them.
    #[inline(always)]
    fn fold_rows(self, input: &mut [f32], part: Part, from: &[f32]) {
        let Unfolded { shape, channels, phases, rows, .. } = self;
        let columns = shape.columns;
        let first = part.column.saturating_sub(columns.padding);
        let end = part.column + part.columns + (columns.kernel - 1) * columns.dilation;
        let end = end.saturating_sub(columns.padding).min(columns.input);
        for left in (first..end).step_by(WIDE) {
            let mut kept = [[0; WIDE]; MOST];
            for (kx, kept) in kept.iter_mut().enumerate().take(columns.kernel) {
                let first =
                    (left + columns.padding).wrapping_sub(kx * columns.dilation + part.column);
                for i in 0..WIDE {
                    let is_seen = first.wrapping_add(i) < part.columns && left + i < end;
                    kept[i] = if is_seen { u32::MAX } else { 0 };
                }
            }
            for phase in 0..phases {
                for row in 0..rows {
                    let y = (part.row + row) * shape.rows.stride + phase;
                    let y = y.wrapping_sub(shape.rows.padding);
                    if y >= shape.rows.input {
                        continue;
                    }
                    for channel in 0..channels {
                        let start = channel * shape.picture() + y * columns.input + left;
                        let to = input.get_mut(start..).unwrap_or_default();
                        let at = self.row(0, channel, phase, row) + left + columns.padding;
                        let at = at.wrapping_sub(part.column);
                        match to.first_chunk_mut() {
                            Some(to) => self.add_seen(from, at, &kept, to),
                            None => {
                                let mut last = [0.0; WIDE];
                                load(to, 0, to.len(), &mut last);
                                self.add_seen(from, at, &kept, &mut last);
                                store(&last, to, 0, to.len());
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds what the columns of the kernel give to some places, if they see them: the first of them from place `at` on.
    #[inline(always)]
    fn add_seen(self, from: &[f32], at: usize, kept: &[[u32; WIDE]; MOST], to: &mut [f32; WIDE]) {
        let mut sums = *to;
        let pitch = self.channels * self.channel_len();
        for kx in (0..self.shape.columns.kernel.min(MOST)).rev() {
            let at = at.wrapping_add(kx * pitch).wrapping_sub(kx * self.shape.columns.dilation);
            let mut values = [0.0; WIDE];
            match from.get(at..).and_then(|from| from.first_chunk::<WIDE>()) {
                Some(from) => values = *from,
                None => {
                    for i in 0..WIDE {
                        values[i] = from.get(at.wrapping_add(i)).copied().unwrap_or(0.0);
                    }
                }
            }
            // The sums are never -0, so that to add 0 changes nothing.
            for i in 0..WIDE {
                sums[i] += f32::from_bits(values[i].to_bits() & kept[kx][i]);
            }
        }
        *to = sums;
    }
}

/// How many columns a kernel has at most, for which all are folded together.
const MOST: usize = 16;

struct Fold<'a> {
    unfolded: Unfolded,
    input: &'a mut [f32],
    part: Part,
    from: &'a [f32],
}

impl Kernel for Fold<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Fold { unfolded, ref mut input, part, from } = *self;
        let Axis { stride, kernel, .. } = unfolded.shape.columns;
        if unfolded.is_a_copy() {
            for (to, from) in input.iter_mut().zip(from).take(unfolded.len()) {
                *to += *from;
            }
        } else if stride == 1 && kernel <= MOST {
            unfolded.fold_rows(input, part, from);
        } else {
            unfolded.fold_each(input, part, from);
        }
    }
}

struct Unfold<'a> {
    unfolded: Unfolded,
    input: &'a [f32],
    part: Part,
    to: &'a mut [f32],
}

impl Kernel for Unfold<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Unfold { unfolded, input, part, ref mut to } = *self;
        let Unfolded { shape, channels, phases, rows, .. } = unfolded;
        let mut to = &mut **to;
        // Without a gap between channels, all of them are like one that is higher.
        let whole = rows * shape.rows.stride == shape.rows.input;
        let one_run = whole && phases == 1 && part.row == 0 && shape.rows.padding == 0;
        let (channels, rows) = if one_run { (1, channels * rows) } else { (channels, rows) };
        for kx in 0..shape.columns.kernel {
            let seen = Seen::new(shape, part, kx);
            for channel in 0..channels {
                let input = input.get(channel * shape.picture()..).unwrap_or_default();
                for phase in 0..phases {
                    // The rows that lie within the input: a run between rows of zeros.
                    let top = part.row * shape.rows.stride + phase;
                    let above = shape.rows.steps(shape.rows.padding.saturating_sub(top)).min(rows);
                    let end = (shape.rows.input + shape.rows.padding).saturating_sub(top);
                    let end = if one_run { rows } else { shape.rows.steps(end).min(rows) };
                    let within = end.max(above) - above;
                    zeros(to, above * part.columns);
                    let Some(rest) = to.get_mut(above * part.columns..) else { return };
                    let first =
                        (top + above * shape.rows.stride).saturating_sub(shape.rows.padding);
                    let start = first * shape.columns.input + seen.input;
                    let from = input.get(start..).unwrap_or_default();
                    seen.copy_rows(shape, from, within, rest, part.columns);
                    let Some(rest) = rest.get_mut(within * part.columns..) else { return };
                    let below = (rows - above - within) * part.columns;
                    zeros(rest, below);
                    let Some(rest) = rest.get_mut(below..) else { return };
                    to = rest;
                }
            }
        }
        // What tiles read behind the last row.
        zeros(to, SLACK);
    }
}

/// [`Unfold`] for pictures that stay as wide as they are, and have so short rows that it takes too long to copy them one by
/// one.
struct Shift<'a> {
    unfolded: Unfolded,
    input: &'a [f32],
    part: Part,
    to: &'a mut [f32],
}

impl Kernel for Shift<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Shift { unfolded, input, part, ref mut to } = *self;
        let mut to = &mut **to;
        for kx in 0..unfolded.shape.columns.kernel {
            let seen = Seen::new(unfolded.shape, part, kx);
            let Some(rest) = unfolded.shift(input, part, kx, seen, to) else { return };
            to = rest;
        }
        // What tiles read behind the last row.
        zeros(to, SLACK);
    }
}

impl Unfolded {
    /// What column `kx` of a kernel that moves by one sees of pictures that are as wide as what comes out: all of each, a
    /// little further on, but for what it would see of the row before or behind. Returns what is left of the room, or
    /// nothing if that is too small.
    #[inline(always)]
    fn shift<'a>(
        self,
        input: &[f32],
        part: Part,
        kx: usize,
        seen: Seen,
        to: &'a mut [f32],
    ) -> Option<&'a mut [f32]> {
        let Unfolded { shape, channels, rows, columns: width, .. } = self;
        let Axis { input: height, padding, .. } = shape.rows;
        let above = padding.saturating_sub(part.row).min(rows);
        let within = (height + padding).saturating_sub(part.row).min(rows).max(above) - above;
        let below = rows - above - within;
        let [above_len, len, below_len] = [above, within, below].map(|rows| rows * width);
        // Where the first place is seen, perhaps in front of the picture.
        let first = ((part.row + above) * width + kx * shape.columns.dilation)
            .wrapping_sub(padding * width + shape.columns.padding);
        let mut kept = Unwritten::<[[f32; WIDE]; Seen::MOST]>::NEW;
        let kept = kept.tensor().get_mut(..len.div_ceil(WIDE))?;
        seen.find_kept(width, 0, kept);
        let kept = &*kept;
        let mut to = to;
        for channel in 0..channels {
            // What is written behind is written over.
            zeros(to, above_len);
            let middle = to.get_mut(above_len..)?;
            let whole = middle.get_mut(..kept.len() * WIDE)?.as_chunks_mut::<WIDE>().0;
            let start = first.wrapping_add(channel * shape.picture());
            match input.get(start..start.wrapping_add(kept.len() * WIDE)) {
                Some(from) => {
                    let places = whole.as_flattened_mut().iter_mut().zip(from);
                    for ((to, from), kept) in places.zip(kept.as_flattened()) {
                        *to = f32::from_bits(from.to_bits() & kept.to_bits());
                    }
                }
                None => {
                    for (i, (to, kept)) in whole.iter_mut().zip(kept).enumerate() {
                        let start = start.wrapping_add(i * WIDE);
                        let mut edge = [0.0; WIDE];
                        let from = match input.get(start..).and_then(|from| from.first_chunk()) {
                            Some(from) => from,
                            None => {
                                for (i, value) in edge.iter_mut().enumerate() {
                                    let value_at = input.get(start.wrapping_add(i));
                                    *value = value_at.copied().unwrap_or(0.0);
                                }
                                &edge
                            }
                        };
                        // Or the compiler would take all in pieces for the sake of the few at the edge.
                        *to = keep(black_box(from), kept);
                    }
                }
            }
            let rest = middle.get_mut(len..)?;
            zeros(rest, below_len);
            to = rest.get_mut(below_len..)?;
        }
        Some(to)
    }
}

/// The numbers that are kept, and zeros.
#[inline(always)]
pub(super) fn keep<const N: usize>(values: &[f32; N], kept: &[f32; N]) -> [f32; N] {
    let mut both = [0.0; N];
    for i in 0..N {
        both[i] = f32::from_bits(values[i].to_bits() & kept[i].to_bits());
    }
    both
}

/// What a column of the kernel sees of a row.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// The first of a part's columns that lies within the input.
    start: usize,
    /// The first after it that does not.
    end: usize,
    /// Where in the input's row the first lies.
    input: usize,
}

impl Seen {
    /// So many registers' places are [found](Self::find_kept) at a time, at most.
    const MOST: usize = 64;

    /// Of rows that lie side by side, all bits of each place that is seen, from one in that column on.
    #[inline(always)]
    pub(super) fn find_kept(self, width: usize, column: usize, kept: &mut [[f32; WIDE]]) {
        let width = width as u32;
        let [start, len] = [self.start as u32, (self.end - self.start) as u32];
        // Behind the last column comes the first: what is less than 0 would be more than anything.
        let wrap = |column: u32| column.min(column.wrapping_sub(width));
        let mut columns: [u32; WIDE] = core::array::from_fn(|i| (column + i) as u32);
        for _ in 0..1 + WIDE as u32 / width.max(1) {
            columns = columns.map(wrap);
        }
        let step = WIDE as u32 % width.max(1);
        for kept in kept {
            let kept = black_box(kept);
            for i in 0..WIDE {
                let is_seen = columns[i].wrapping_sub(start) < len;
                kept[i] = f32::from_bits(if is_seen { u32::MAX } else { 0 });
                columns[i] = wrap(columns[i] + step);
            }
        }
    }

    #[inline(always)]
    pub(super) fn new(shape: Convolution, part: Part, kx: usize) -> Self {
        let axis = shape.columns;
        let (start, end) = axis.seen_by(kx);
        let last = part.column + part.columns;
        let start = start.max(part.column).min(last);
        let end = end.min(last).max(start);
        let input = (start * axis.stride + kx * axis.dilation).saturating_sub(axis.padding);
        Seen { start: start - part.column, end: end - part.column, input }
    }

    /// Copies rows of which the first begins `from`, with zeros around. It may write over what lies behind.
    #[inline(always)]
    fn copy_rows(
        self,
        shape: Convolution,
        from: &[f32],
        rows: usize,
        to: &mut [f32],
        columns: usize,
    ) {
        let Seen { start, end, .. } = self;
        let stride = shape.columns.stride;
        let pitch = shape.rows.stride * shape.columns.input;
        let len = end - start;
        let in_one_go = stride == 1 && pitch == columns;
        let are_short = len <= 2 * WIDE && (stride == 1 || stride == 2);
        if len > 0 && rows > 0 && (in_one_go || are_short) {
            // What lies behind a row's end goes where the zeros will be, or the next row.
            let Some(middle) = to.get_mut(start..) else { return };
            let (pitches, size) = ([pitch, columns], [rows, len]);
            if in_one_go {
                copy(from, middle, (rows - 1) * columns + len);
            } else if stride == 1 {
                if len <= WIDE / 2 {
                    copy_rows::<{ WIDE / 2 }, { WIDE / 2 }>(from, middle, pitches, size);
                } else if len <= WIDE {
                    copy_rows::<WIDE, WIDE>(from, middle, pitches, size);
                } else {
                    copy_rows::<{ 2 * WIDE }, { 2 * WIDE }>(from, middle, pitches, size);
                }
            } else if len <= WIDE / 2 {
                copy_rows::<WIDE, { WIDE / 2 }>(from, middle, pitches, size);
            } else if len <= WIDE {
                copy_rows::<{ 2 * WIDE }, WIDE>(from, middle, pitches, size);
            } else {
                copy_rows::<{ 4 * WIDE }, { 2 * WIDE }>(from, middle, pitches, size);
            }
            for column in (0..start).chain(end..columns) {
                for row in 0..rows {
                    if let Some(to) = to.get_mut(row * columns + column) {
                        *to = 0.0;
                    }
                }
            }
            return;
        }
        for row in 0..rows {
            let from = from.get(row * pitch..).unwrap_or_default();
            let Some(to) = to.get_mut(row * columns..) else { return };
            self.copy(from, stride, to, columns);
        }
    }

    /// Copies a row, with zeros around. It may write over what lies behind.
    #[inline(always)]
    fn copy(self, row: &[f32], stride: usize, to: &mut [f32], columns: usize) {
        let Seen { start, end, .. } = self;
        if start > 0 {
            zeros(to, start);
        }
        let Some(middle) = to.get_mut(start..) else { return };
        match stride {
            1 => copy(row, middle, end - start),
            2 => copy_every_second(row, middle, end - start),
            _ => copy_every(stride, row, middle, end - start),
        }
        if end < columns {
            zeros(to.get_mut(end..).unwrap_or_default(), columns - end);
        }
    }
}

/// What is copied at a time.
const WIDE: usize = 16;

/// Copies so many numbers, and perhaps some more.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32], len: usize) {
    let whole = len.next_multiple_of(WIDE);
    if let (Some(from), Some(to)) = (from.get(..whole), to.get_mut(..whole)) {
        for (from, to) in from.as_chunks::<WIDE>().0.iter().zip(to.as_chunks_mut::<WIDE>().0) {
            *to = *from;
        }
    } else if let (Some(from), Some(to)) = (from.get(..len), to.get_mut(..len)) {
        to.copy_from_slice(from);
    }
}

/// Copies rows of so many numbers, at most `TO`, from among `FROM`: all, or every second. The rows lie so far apart where they
/// come from, and so far where they go to; perhaps some more numbers come behind each.
#[inline(always)]
fn copy_rows<const FROM: usize, const TO: usize>(
    from: &[f32],
    to: &mut [f32],
    [pitch, columns]: [usize; 2],
    [rows, len]: [usize; 2],
) {
    let mut whole = 0;
    if let (Some(last), Some(last_place)) = (from.len().checked_sub(FROM), to.len().checked_sub(TO))
    {
        // All but the last few: a division would take longer.
        whole = rows;
        while whole > 0 && ((whole - 1) * pitch > last || (whole - 1) * columns > last_place) {
            whole -= 1;
        }
        let (mut start, mut place) = (0, 0);
        for _ in 0..whole {
            // Instead of a check: it is never more.
            let (first, first_place) = (start.min(last), place.min(last_place));
            let from = from.get(first..first + FROM).and_then(|from| from.first_chunk::<FROM>());
            let to = to.get_mut(first_place..first_place + TO);
            let to = to.and_then(|to| to.first_chunk_mut::<TO>());
            let (Some(from), Some(to)) = (from, to) else { return };
            for i in 0..TO {
                to[i] = from[i * (FROM / TO)];
            }
            (start, place) = (start + pitch, place + columns);
        }
    }
    for row in whole..rows {
        let (from, to) = (from.get(row * pitch..), to.get_mut(row * columns..));
        let (Some(from), Some(to)) = (from, to) else { return };
        if FROM == TO {
            copy(from, to, len);
        } else {
            copy_every_second(from, to, len);
        }
    }
}

/// Copies so many numbers, and perhaps some more, from every second place.
#[inline(always)]
fn copy_every_second(from: &[f32], to: &mut [f32], len: usize) {
    for start in (0..len).step_by(WIDE) {
        let from = from.get(2 * start..).unwrap_or_default();
        let to = to.get_mut(start..).unwrap_or_default();
        match (from.first_chunk::<{ 2 * WIDE }>(), to.first_chunk_mut::<WIDE>()) {
            (Some(from), Some(to)) => *to = core::array::from_fn(|i| from[2 * i]),
            _ => return copy_every(2, from, to, len - start),
        }
    }
}

/// Copies just so many numbers, from every `stride`th place.
#[inline(always)]
fn copy_every(stride: usize, from: &[f32], to: &mut [f32], len: usize) {
    for (to, from) in to.iter_mut().zip(from.iter().step_by(stride.max(1))).take(len) {
        *to = *from;
    }
}

/// Writes so many zeros, and perhaps some more.
#[inline(always)]
fn zeros(to: &mut [f32], len: usize) {
    for start in (0..len).step_by(WIDE) {
        match to.get_mut(start..).and_then(|to| to.first_chunk_mut::<WIDE>()) {
            Some(to) => *to = [0.0; WIDE],
            None => return,
        }
    }
}

/// Where the pixels start that each weight of an output is multiplied with.
#[derive(Debug)]
pub(super) struct Offsets {
    table: [u16; TAPS],
    /// What the table was written for: channels, rows and columns.
    key: [usize; 3],
}

impl Offsets {
    pub(super) const NEW: Self = Offsets { table: [0; TAPS], key: [0; 3] };

    /// Those of the first `few` channels, if they are the ones that it has.
    #[inline(always)]
    pub(super) fn get(&self, unfolded: Unfolded, few: usize) -> Option<&[u16]> {
        let Unfolded { shape, channels, rows, columns, .. } = unfolded;
        let is_same = self.key == [channels, rows, columns];
        if is_same { self.table.get(..few * shape.taps()) } else { None }
    }

    /// Finds those of the first `few` channels.
    pub(super) const fn find(&mut self, unfolded: Unfolded, few: usize) {
        let Unfolded { shape, channels, rows, columns, .. } = unfolded;
        self.key = [channels, rows, columns];
        let mut tap = 0;
        while tap < few * shape.taps() && tap < TAPS {
            let (row, kx) = (tap / shape.columns.kernel, tap % shape.columns.kernel);
            let (phase, first) = unfolded.place(row % shape.rows.kernel);
            let channel = row / shape.rows.kernel;
            self.table[tap] = unfolded.row(kx, channel, phase, first) as u16;
            tap += 1;
        }
    }
}

/// Those of a plan, or of the part at hand, which may be smaller.
pub(super) struct Table<'a> {
    planned: &'a Offsets,
    last: Option<Offsets>,
}

impl<'a> Table<'a> {
    pub(super) fn new(planned: &'a Offsets) -> Self {
        Table { planned, last: None }
    }

    /// Those of the first `few` channels.
    #[inline(always)]
    pub(super) fn of(&mut self, unfolded: Unfolded, few: usize) -> &[u16] {
        if let Some(planned) = self.planned.get(unfolded, few) {
            return planned;
        }
        let last = self.last.get_or_insert(Offsets::NEW);
        if last.get(unfolded, few).is_none() {
            last.find(unfolded, few);
        }
        last.get(unfolded, few).unwrap_or_default()
    }
}
