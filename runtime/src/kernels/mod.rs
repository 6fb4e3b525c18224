//! The loops that large layers spend their time in, compiled for several instruction sets.
//!
//! A layer's own loops are compiled for the processor that every machine of its kind has; on x86-64 that
//! computes four numbers at a time, where the machine at hand may compute sixteen. These here are compiled
//! several times, and [`dispatch`] picks a version at run time. That costs some nanoseconds a call, so a layer
//! comes here only with enough to do ([`worth_a_call`]).
//!
//! A small net is compiled several times as a whole ([`run_net`]), and chosen once a call. For that its layers
//! have to be inlined, or they are compiled for every machine.
//!
//! Kernels take slices rather than arrays: so they are compiled once, with this crate, however many layers and
//! shapes a program has, and a program in debug that wants speed optimizes this crate alone.
//!
//! **The order of each sum is fixed**, that of the plain loops in `reference` (in the tests), and every version gives
//! their bits: so what a sample gives does not depend on the batch it stands in. Small layers round a product before it
//! is added, as on a chip, and give the same bits on every machine. Large ones ([`fuses`]) and convolutions do both in one
//! instruction and round once, if the processor can: some compute twice as much in that way. With the feature `same-bits`
//! they are like small ones, and each output has one sum, as on a chip.
//!
//! A kernel's tile, so many rows by so many columns of sums that stay in registers, is chosen by measurement:
//! a row more and the compiler may fall off a cliff.

// An index names the same place in several arrays at once.
#![allow(clippy::needless_range_loop)]

mod add_rows;
mod ahead;
mod all_finite;
mod back;
pub(crate) mod convolution;
mod descend;
mod dispatch;
mod each;
mod each_and_sum;
mod lanes;
mod matmul;
mod matvec;
mod max_pool;
mod normalize;
mod parallel;
#[cfg(test)]
mod reference;
mod softmax;
mod update;

pub(crate) use add_rows::add_rows;
pub(crate) use all_finite::all_finite;
pub(crate) use back::BLOCK;
pub(crate) use back::back;
pub(crate) use descend::descend;
#[cfg(all(test, feature = "std", not(feature = "same-bits")))]
pub(crate) use dispatch::{Using, versions};
pub(crate) use dispatch::{Vectors, run, run_inlined, run_net, run_wide_net};
pub(crate) use each::{Replaced, change_each, copy, each, each_in_place};
pub(crate) use each_and_sum::{each_and_sum, sum_of, sums_of_rows};
pub(crate) use lanes::Lanes;
pub(crate) use matmul::{matmul, matmul_of_columns};
pub(crate) use matvec::matvec;
pub(crate) use max_pool::{ROOM, Rooms, is_larger, larger, max_pool_back, slide};
pub(crate) use normalize::{Normal, normalize, normalize_back};
pub(crate) use parallel::{Split, both, share_samples, share_sum, wake};
pub(crate) use softmax::{log_softmax_back, softmax, softmax_back};
pub(crate) use update::{update, update_net};

/// Whether so many multiply-adds are worth a kernel's call. On a chip none are: a layer's own loops, with their
/// sizes known, are as good and smaller.
#[inline(always)]
pub(crate) const fn worth_a_call(multiply_adds: usize) -> bool {
    cfg!(feature = "std") && multiply_adds >= 512
}

/// Whether a dense or recurrent layer of so many weights fuses products and sums where the processor can: kernels compute
/// it, however many samples there are, since a sample's result must not depend on that. A smaller one is as fast in a net
/// that is compiled as a whole, and gives the same bits on every machine.
pub(crate) const fn fuses(weights: usize) -> bool {
    cfg!(feature = "std") && weights > 1024
}

/// Whether a net of so many multiply-adds is compiled for several instruction sets as a whole: less is done
/// before a version is chosen, and more is done by layers that choose for themselves.
pub(crate) const fn suits_a_net(multiply_adds: usize) -> bool {
    cfg!(whole_nets) && multiply_adds >= 32 && multiply_adds <= 1 << 13
}

/// Whether such a net has layers that fill the widest registers.
pub(crate) const fn suits_a_wide_net(multiply_adds: usize) -> bool {
    suits_a_net(multiply_adds) && multiply_adds >= 1 << 11
}

/// Whether so many multiply-adds of a small layer take less time in the widest registers, on a processor that gains from them,
/// than in those that a whole net is compiled for.
#[inline]
pub(crate) fn fill_the_widest(multiply_adds: usize) -> bool {
    multiply_adds > 1 << 13 && dispatch::gains_from_the_widest()
}

/// What [`dispatch`] compiles for several instruction sets.
pub(crate) trait Kernel {
    /// What it computes.
    type Output;

    /// Runs it, for a processor whose registers hold a tile of `ROWS` by `COLUMNS` sums, or a single row of
    /// `WIDE`, and with sums of products taken as `V` does. `inline(always)`, or it is compiled for the wrong
    /// processor.
    ///
    /// It is borrowed, since a copy costs a wait: it reads at once what was written just before in parts.
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> Self::Output;
}

/// Adds `x` times `row` to the sums, for a layer's own loops.
#[inline(always)]
pub(crate) fn add_product<const C: usize>(sums: &mut [f32; C], x: f32, row: &[f32; C]) {
    for j in 0..C {
        sums[j] += x * row[j];
    }
}

/// How many bytes a cache line has: a load that touches two counts twice.
const LINE: usize = 64;

/// What begins with a cache line.
#[repr(align(64))]
struct Lines<T>(T);

// Without optimizations what follows is called: inlined, each row of each tile would have a place of its own on the stack.

/// Reads a row of a tile from `start` on.
#[cfg_attr(not(unoptimized), inline(always))]
#[cfg_attr(unoptimized, inline(never))]
pub(crate) fn load_whole<const C: usize>(from: &[f32], start: usize, row: &mut [f32; C]) {
    if let Some(from) = from.get(start..).and_then(|rest| rest.first_chunk()) {
        *row = *from;
    }
}

/// Writes a row of a tile from `start` on.
#[cfg_attr(not(unoptimized), inline(always))]
#[cfg_attr(unoptimized, inline(never))]
pub(crate) fn store_whole<const C: usize>(row: &[f32; C], to: &mut [f32], start: usize) {
    if let Some(to) = to.get_mut(start..).and_then(|rest| rest.first_chunk_mut()) {
        *to = *row;
    }
}

/// Adds to a row of a tile what lies from `start` on.
#[cfg_attr(not(unoptimized), inline(always))]
#[cfg_attr(unoptimized, inline(never))]
pub(crate) fn add_whole<V: Vectors, const C: usize>(
    from: &[f32],
    start: usize,
    row: &mut [f32; C],
) {
    if let Some(from) = from.get(start..).and_then(|rest| rest.first_chunk()) {
        V::add(row, from);
    }
}

/// Of how many inputs the first sum is, where a layer has two sums for each output: one of the first half of its inputs,
/// from the bias on, and one of the others; all of them, if it has one, as on a chip.
pub(crate) const fn first_sum(inputs: usize, outputs: usize) -> usize {
    if has_many_weights(inputs, outputs) || has_few_outputs(inputs, outputs) {
        inputs.div_ceil(2).next_multiple_of(4)
    } else {
        inputs
    }
}

/// Whether of two threads that train each is to need only those weights that it changes itself, and so has one of two sums:
/// a layer that is so large has more weights than a batch has activations, and what another core has written takes several
/// times as long to read.
const fn has_many_weights(inputs: usize, outputs: usize) -> bool {
    let is_large = inputs >= 512 && outputs >= 64 && outputs.is_multiple_of(16);
    is_large && !cfg!(feature = "same-bits")
}

/// Whether one sum for each output would leave a single sample to wait for each addition: so few registers hold them all.
const fn has_few_outputs(inputs: usize, outputs: usize) -> bool {
    let are_few = outputs > 2 * LANES && outputs <= 64 && fuses(inputs * outputs);
    are_few && !cfg!(feature = "same-bits")
}

/// Reads a row of a tile: `width` numbers from `start` on.
#[inline(always)]
fn load<const C: usize>(from: &[f32], start: usize, width: usize, row: &mut [f32; C]) {
    let from = from.get(start..).unwrap_or_default();
    match from.first_chunk() {
        Some(whole) if width == C => *row = *whole,
        _ => copy_first(from, row, width),
    }
}

/// Writes a row of a tile: `width` numbers from `start` on.
#[inline(always)]
fn store<const C: usize>(row: &[f32; C], to: &mut [f32], start: usize, width: usize) {
    let to = to.get_mut(start..).unwrap_or_default();
    match to.first_chunk_mut() {
        Some(whole) if width == C => *whole = *row,
        _ => copy_first(row, to, width),
    }
}

/// Copies so many numbers, fewer than 64, in pieces whose lengths the compiler knows.
#[inline]
fn copy_first(from: &[f32], to: &mut [f32], width: usize) {
    let mut done = 0;
    done = copy_piece::<32>(from, to, width, done);
    done = copy_piece::<16>(from, to, width, done);
    done = copy_piece::<8>(from, to, width, done);
    done = copy_piece::<4>(from, to, width, done);
    done = copy_piece::<2>(from, to, width, done);
    copy_piece::<1>(from, to, width, done);
}

#[inline(always)]
fn copy_piece<const N: usize>(from: &[f32], to: &mut [f32], width: usize, start: usize) -> usize {
    if start + N > width {
        return start;
    }
    let from = from.get(start..).and_then(|rest| rest.first_chunk::<N>());
    let to = to.get_mut(start..).and_then(|rest| rest.first_chunk_mut());
    if let (Some(from), Some(to)) = (from, to) {
        *to = *from;
    }
    start + N
}

/// For each row `r` of a tile of at most 16: the expression, written out one after the other. In a loop over
/// the rows the compiler would be free to vectorize that one, down the columns, fifty times slower.
macro_rules! for_each_row {
    ($r:ident < $rows:ident: $each:expr) => {
        for_each_row!($r < $rows: $each, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($r:ident < $rows:ident: $each:expr, $($row:literal)*) => {{
        $(
            // What is not there is not compiled; nor does it panic.
            #[allow(unconditional_panic)]
            if const { $row < $rows } {
                let $r = $row;
                $each
            }
        )*
    }};
}
pub(crate) use for_each_row;

/// How many numbers the sum of a row is split into, here and in the layers: number i is added to sum i mod 4,
/// and then (s₀ + s₂) + (s₁ + s₃). The sums start at -0, to which a number can be added without a change, so that
/// the compiler may leave that out.
pub(crate) const LANES: usize = 4;

/// Adds up the sums of a row.
#[inline(always)]
pub(crate) fn add_lanes(lanes: [f32; LANES]) -> f32 {
    add_lanes_to(-0.0, lanes)
}

/// Adds the sums of a row to what there is: to two of them, so that it makes the others wait for nothing.
#[inline(always)]
pub(crate) fn add_lanes_to(start: f32, [s0, s1, s2, s3]: [f32; LANES]) -> f32 {
    (s0 + s2) + ((s1 + s3) + start)
}

/// Σᵢ of N products, for a layer's own loops: taken as [`back()`] and [`descend()`] take them. A product that
/// need not be computed is `None`.
#[inline(always)]
pub(crate) fn sum<const N: usize>(mut product: impl FnMut(usize) -> Option<f32>) -> f32 {
    if N < LANES {
        let mut total = -0.0;
        for i in 0..N {
            if let Some(product) = product(i) {
                total += product;
            }
        }
        return total;
    }
    let mut total = 0.0;
    let mut lanes = [-0.0; LANES];
    for i in 0..N / LANES {
        if N > BLOCK && i > 0 && (i * LANES).is_multiple_of(BLOCK) {
            let sum = add_lanes(lanes);
            total = if i * LANES == BLOCK { sum } else { total + sum };
            lanes = [-0.0; LANES];
        }
        for l in 0..LANES {
            if let Some(product) = product(i * LANES + l) {
                lanes[l] += product;
            }
        }
    }
    let rest = N - N % LANES;
    if N > BLOCK && rest < N && rest.is_multiple_of(BLOCK) {
        let sum = add_lanes(lanes);
        total = if rest == BLOCK { sum } else { total + sum };
        lanes = [-0.0; LANES];
    }
    for l in 0..N - rest {
        if let Some(product) = product(rest + l) {
            lanes[l] += product;
        }
    }
    if N > BLOCK { total + add_lanes(lanes) } else { add_lanes(lanes) }
}

/// What is at hand in memory rather than in registers, for a layer's own loops.
///
/// Where a sum ends in two additions, LLVM computes two numbers at a time, and if nothing is in the way it does so in
/// the layer before, too, which might compute eight.
#[inline(always)]
pub(crate) fn in_memory<T>(value: &T) -> &T {
    if cfg!(whole_nets) { core::hint::black_box(value) } else { value }
}

/// `start` + Σᵢ aᵢ bᵢ, the same sum in a form that SIMD can take.
#[inline(always)]
pub(crate) fn dot<const N: usize>(start: f32, a: &[f32; N], b: &[f32; N]) -> f32 {
    if N < LANES || N > BLOCK {
        return start + sum::<N>(|i| Some(a[i] * b[i]));
    }
    Lanes::of_products(a, b).total(start)
}
