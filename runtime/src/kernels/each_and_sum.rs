//! A number for each place of a tensor that is added up, and perhaps another that is kept.

use super::{
    Kernel, LANES, Lines, Vectors, add_lanes, copy_first, dispatch, in_memory, worth_a_call,
};
use core::hint::black_box;

/// Writes to each place the second of what `values` makes of the two numbers at that place, and gives the sum of the first:
/// number i is added to sum i mod 4, of [`MANY`] and more to sum i mod 16, and those to each other. Less than 4 have one sum.
#[inline(always)]
pub(crate) fn each_and_sum(
    from: [&[f32]; 2],
    to: &mut [f32],
    values: impl Fn(f32, f32) -> [f32; 2],
) -> f32 {
    if to.len() >= MANY && worth_a_call(16 * to.len()) {
        dispatch::run(EachAndSum::<true, _> { from, to, values })
    } else {
        each_and_sum_within(from, to, values)
    }
}

/// The same, as part of something that is compiled for several instruction sets, or too small for that.
#[inline(always)]
pub(super) fn each_and_sum_within(
    from: [&[f32]; 2],
    to: &mut [f32],
    values: impl Fn(f32, f32) -> [f32; 2],
) -> f32 {
    if to.len() < LANES {
        let mut total = -0.0;
        for ((a, b), to) in from[0].iter().zip(from[1]).zip(to) {
            let part;
            [part, *to] = values(*a, *b);
            total += part;
        }
        total
    } else if to.len() < 2 * LANES {
        add_lanes(each_in_lanes(from, to, values))
    } else if to.len() < MANY {
        // As they are, LLVM would compute two numbers at a time, or one.
        add_lanes(*in_memory(&each_in_lanes(from, to, values)))
    } else if cfg!(feature = "std") {
        of_many::<true>(from, to, values)
    } else {
        add_many_lanes(each_in_lanes(from, to, values))
    }
}

/// The sum of what `part` makes of the two numbers at each place, added up as [`each_and_sum`] does.
#[inline(always)]
pub(crate) fn sum_of(from: [&[f32]; 2], part: impl Fn(f32, f32) -> f32) -> f32 {
    let len = from[0].len().min(from[1].len());
    if len >= MANY && worth_a_call(16 * len) {
        let values = move |a, b| [part(a, b); 2];
        dispatch::run(EachAndSum::<false, _> { from, to: &mut [], values })
    } else {
        sum_within(from, part)
    }
}

/// The same, as part of something that is compiled for several instruction sets, or too small for that.
#[inline(always)]
pub(super) fn sum_within(from: [&[f32]; 2], part: impl Fn(f32, f32) -> f32) -> f32 {
    let len = from[0].len().min(from[1].len());
    if len < LANES {
        let mut total = -0.0;
        for (a, b) in from[0].iter().zip(from[1]) {
            total += part(*a, *b);
        }
        total
    } else if len < 2 * LANES {
        add_lanes(sum_in_lanes(from, part))
    } else if len < MANY {
        add_lanes(*in_memory(&sum_in_lanes(from, part)))
    } else if cfg!(feature = "std") {
        of_many::<false>(from, &mut [], move |a, b| [part(a, b); 2])
    } else {
        add_many_lanes(sum_in_lanes(from, part))
    }
}

/// Writes the sum of each row of so many numbers, added up as [`sum_of`] does.
#[inline(always)]
pub(crate) fn sums_of_rows(from: &[f32], len: usize, to: &mut [f32]) {
    if len >= MANY && worth_a_call(16 * from.len()) {
        dispatch::run(SumsOfRows { from, len, to });
    } else {
        for (row, to) in from.chunks_exact(len.max(1)).zip(to) {
            *to = sum_within([row; 2], |x, _| x);
        }
    }
}

struct SumsOfRows<'a> {
    from: &'a [f32],
    len: usize,
    to: &'a mut [f32],
}

impl Kernel for SumsOfRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        const WIDTH: usize = 4 * LANES;
        let SumsOfRows { from, len, ref mut to } = *self;
        let rows = from.chunks_exact(len.max(1));
        let count = len % WIDTH;
        let mut last = [0.0; WIDTH];
        if let Some(row) = rows.clone().next_back() {
            copy_first(row.as_chunks::<WIDTH>().1, &mut last, count);
        }
        // Of a number that does not count this makes -0, which changes no sum.
        let keeps: [u32; WIDTH] = core::array::from_fn(|l| if l < count { u32::MAX } else { 0 });
        let or: [u32; WIDTH] = core::array::from_fn(|l| if l < count { 0 } else { 1 << 31 });
        let (keeps, or) = (black_box(&keeps), black_box(&or));
        for (i, (row, to)) in rows.zip(&mut **to).enumerate() {
            let mut lanes = [-0.0; WIDTH];
            for whole in row.as_chunks::<WIDTH>().0 {
                V::add(&mut lanes, whole);
            }
            if count > 0 {
                // As much as a register holds: behind what is left of the row lies the next one.
                let rest = from.get((i + 1) * len - count..).and_then(|rest| rest.first_chunk());
                let rest = rest.unwrap_or(&last);
                let mut kept = [0.0; WIDTH];
                for l in 0..WIDTH {
                    kept[l] = f32::from_bits(rest[l].to_bits() & keeps[l] | or[l]);
                }
                V::add(&mut lanes, &kept);
            }
            *to = add_many_lanes(lanes);
        }
    }
}

/// From so many numbers on there are more sums.
pub(super) const MANY: usize = 64;

/// The second numbers are written to `to` if it `KEEPS` them.
struct EachAndSum<'a, const KEEPS: bool, F> {
    from: [&'a [f32]; 2],
    to: &'a mut [f32],
    values: F,
}

impl<const KEEPS: bool, F: Fn(f32, f32) -> [f32; 2]> Kernel for EachAndSum<'_, KEEPS, F> {
    type Output = f32;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> f32 {
        of_many::<KEEPS>(self.from, self.to, &self.values)
    }
}

/// [`MANY`] numbers and more, as part of a kernel.
#[inline(always)]
fn of_many<const KEEPS: bool>(
    [a, b]: [&[f32]; 2],
    to: &mut [f32],
    values: impl Fn(f32, f32) -> [f32; 2],
) -> f32 {
    let ((a, last_a), (b, last_b)) = (a.as_chunks(), b.as_chunks());
    let (to, last_to) = to.as_chunks_mut();
    let (mut to, mut unused) = (to.iter_mut(), [0.0; BLOCK]);
    let mut lanes = [-0.0; 4 * LANES];
    for (a, b) in a.iter().zip(b) {
        let to = if KEEPS { to.next() } else { Some(&mut unused) };
        let Some(to) = to else { break };
        let mut parts = [0.0; BLOCK];
        block([a, b], [&mut parts, to], &values);
        add_parts(&parts, &mut lanes);
    }
    let count = if KEEPS { last_to.len() } else { last_a.len() };
    if count > 0 {
        // A whole block takes less time than a few numbers one by one.
        let (mut all, mut parts, mut all_to) = ([[0.0; BLOCK]; 2], [0.0; BLOCK], [0.0; BLOCK]);
        for (all, last) in all.iter_mut().zip([last_a, last_b]) {
            copy_first(last, all, count);
        }
        block([&all[0], &all[1]], [&mut parts, &mut all_to], &values);
        if KEEPS {
            copy_first(&all_to, last_to, count);
        }
        // That changes no sum.
        parts.get_mut(count..).unwrap_or_default().fill(-0.0);
        add_parts(&parts, &mut lanes);
    }
    add_many_lanes(lanes)
}

/// So many numbers at a time that LLVM makes a loop of them, which it vectorizes.
const BLOCK: usize = 64;

/// The numbers of a block, without sums: for their sake LLVM would compute one at a time.
#[inline(always)]
fn block(
    [a, b]: [&[f32; BLOCK]; 2],
    [parts, to]: [&mut [f32; BLOCK]; 2],
    values: impl Fn(f32, f32) -> [f32; 2],
) {
    for i in 0..BLOCK {
        [parts[i], to[i]] = values(a[i], b[i]);
    }
}

#[inline(always)]
fn add_parts(parts: &[f32; BLOCK], lanes: &mut [f32; 4 * LANES]) {
    for parts in parts.as_chunks::<{ 4 * LANES }>().0 {
        for l in 0..4 * LANES {
            lanes[l] += parts[l];
        }
    }
}

#[inline(always)]
fn each_in_lanes<const L: usize>(
    [a, b]: [&[f32]; 2],
    to: &mut [f32],
    values: impl Fn(f32, f32) -> [f32; 2],
) -> [f32; L] {
    let ((a, last_a), (b, last_b)) = (a.as_chunks::<L>(), b.as_chunks::<L>());
    let (to, last_to) = to.as_chunks_mut::<L>();
    let mut lanes = [-0.0; L];
    for ((a, b), to) in a.iter().zip(b).zip(to) {
        for l in 0..L {
            let part;
            [part, to[l]] = values(a[l], b[l]);
            lanes[l] += part;
        }
    }
    for (((a, b), to), lane) in last_a.iter().zip(last_b).zip(last_to).zip(&mut lanes) {
        let part;
        [part, *to] = values(*a, *b);
        *lane += part;
    }
    lanes
}

#[inline(always)]
fn sum_in_lanes<const L: usize>([a, b]: [&[f32]; 2], part: impl Fn(f32, f32) -> f32) -> [f32; L] {
    let ((a, last_a), (b, last_b)) = (a.as_chunks::<L>(), b.as_chunks::<L>());
    let mut lanes = [-0.0; L];
    for (a, b) in a.iter().zip(b) {
        for l in 0..L {
            lanes[l] += part(a[l], b[l]);
        }
    }
    for ((a, b), lane) in last_a.iter().zip(last_b).zip(&mut lanes) {
        *lane += part(*a, *b);
    }
    lanes
}

#[inline(always)]
fn add_many_lanes(lanes: [f32; 4 * LANES]) -> f32 {
    // As they are, LLVM would compute two numbers at a time.
    let lanes = in_memory(&Lines(lanes)).0;
    let half: [f32; 2 * LANES] = core::array::from_fn(|l| lanes[l] + lanes[l + 2 * LANES]);
    add_lanes(core::array::from_fn(|l| half[l] + half[l + LANES]))
}
