//! A step with all samples of a batch together.

use super::{Cell, add_dots, affine};
use crate::kernels::{self, Kernel, for_each_row};
use crate::tensor::Room;
use core::iter::zip;
use core::marker::PhantomData;

/// Whether so many gates of so many values are worth it to take a step with all samples of a batch together. In
/// training its sums over samples are then taken step by step; on a chip, and so with the feature `same-bits`, sample by sample.
pub(in crate::layers) const fn together(gates: usize, values: usize) -> bool {
    kernels::worth_a_call(values * gates * values) && !cfg!(feature = "same-bits")
}

/// How many floats inference has on the stack for the samples that take a step together: 96 KiB.
pub(in crate::layers) const ROOM: usize = 24 << 10;

/// How many samples that is, of so many floats each: as many as weights are worth reading together for, in whole tiles if it
/// can be.
pub(in crate::layers) const fn at_once(floats: usize) -> usize {
    match ROOM / floats {
        few @ 0..=11 => few,
        12..=23 => 12,
        _ => 24,
    }
}

/// [`affine`] of several samples.
pub(in crate::layers) fn affine_batch<const G: usize, const I: usize, const H: usize>(
    xs: &[[f32; I]],
    weight: &[[[f32; H]; G]; I],
    bias: &[[f32; H]; G],
    sums: &mut [[[f32; H]; G]],
) {
    if xs.len() < 4 {
        for (x, sums) in zip(xs, sums) {
            *sums = affine(x, weight, bias);
        }
        return;
    }
    let (xs, sums) = (xs.as_flattened(), sums.as_flattened_mut().as_flattened_mut());
    let (weight, bias) = (weight.as_flattened().as_flattened(), bias.as_flattened());
    kernels::matmul(kernels::fuses(I * G * H), bias, xs, weight, sums, I, G * H);
}

/// The way back of [`affine_batch`]: adds dE/dW and dE/db, and overwrites `xs` with dE/dx if somebody wants that.
pub(in crate::layers) fn affine_batch_back<const G: usize, const I: usize, const H: usize>(
    xs: &mut [[f32; I]],
    weight: &[[[f32; H]; G]; I],
    d_sums: &[[[f32; H]; G]],
    d_weight: &mut [[[f32; H]; G]; I],
    d_bias: &mut [[f32; H]; G],
    is_wanted: bool,
) {
    let fused = kernels::fuses(I * G * H);
    let d_rows = d_sums.as_flattened().as_flattened();
    let weights = weight.as_flattened().as_flattened();
    let gradients = [d_weight.as_flattened_mut().as_flattened_mut(), d_bias.as_flattened_mut()];
    let sizes = [I, G * H];
    kernels::matmul_of_columns(fused, xs.as_flattened(), d_rows, gradients, sizes, weights);
    if !is_wanted {
        return;
    }
    // The kernel is made for large layers, whose sums are fused.
    if !fused || I < kernels::LANES {
        for (dx, d_sums) in zip(xs, d_sums) {
            *dx = [0.0; I];
            add_dots(weight, d_sums, dx);
        }
    } else {
        kernels::back(fused, d_rows, weights, xs.as_flattened_mut(), G * H, I);
    }
}

/// What a step works with, for each sample.
pub(in crate::layers) struct Step<'a, const F: usize, const H: usize, const G: usize> {
    pub x: &'a mut [[f32; F]],
    pub state: &'a mut [[f32; H]],
    /// The gates' sums over the input and the state, or the derivatives with respect to them.
    pub sums: [&'a mut [[[f32; H]; G]]; 2],
}

impl<'a, const F: usize, const H: usize, const G: usize> Step<'a, F, H, G> {
    /// How many floats that is.
    pub const LEN: usize = F + H + 2 * G * H;

    pub fn new(room: &mut Room<'a>) -> Self {
        Step { x: room.tensors(), state: room.tensors(), sums: [room.tensors(), room.tensors()] }
    }
}

/// So many values of each gate are computed at a time; half as many of a layer that has no more than these.
const LANES: usize = 16;

/// `L` values from one on.
#[inline(always)]
fn part<const R: usize, const H: usize, const L: usize>(
    rows: &[[f32; H]; R],
    start: usize,
) -> [[f32; L]; R] {
    let mut part = [[0.0; L]; R];
    for (part, row) in zip(&mut part, rows) {
        kernels::load_whole(row, start, part);
    }
    part
}

/// Writes them back.
#[inline(always)]
fn put_back<const R: usize, const H: usize, const L: usize>(
    part: &[[f32; L]; R],
    rows: &mut [[f32; H]; R],
    start: usize,
) {
    for (part, row) in zip(part, rows) {
        kernels::store_whole(part, row, start);
    }
}

/// Calls the method with each place from which on there are L values. The last of them may be among those before, too, and
/// are computed twice: a few by themselves would take as long.
macro_rules! by_parts {
    ($h:ident, $method:ident::<$($of:ident),*>($($argument:expr),*)) => {
        if const { $h >= LANES } {
            by_parts!(LANES, $h, $method::<$($of),*>($($argument),*));
        } else {
            by_parts!({ LANES / 2 }, $h, $method::<$($of),*>($($argument),*));
        }
    };
    ($lanes:tt, $h:ident, $method:ident::<$($of:ident),*>($($argument:expr),*)) => {
        for start in (0..$h / $lanes * $lanes).step_by($lanes) {
            $method::<$($of,)* $lanes>($($argument,)* start);
        }
        if !$h.is_multiple_of($lanes) {
            $method::<$($of,)* $lanes>($($argument,)* $h.saturating_sub($lanes));
        }
    };
}

/// [`Cell::advance`] for some values.
#[inline(always)]
fn advance<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [a, b]: [&[[f32; H]; G]; 2],
    before: &[[f32; H]; K],
    now: &mut [[f32; H]; K],
    start: usize,
) {
    let mut values = [[0.0; L]; K];
    C::advance::<L>(&part(a, start), &part(b, start), &part(before, start), &mut values);
    put_back(&values, now, start);
}

/// [`Cell::retreat`] for some values: from `d` to `d_before`.
#[inline(always)]
fn retreat<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [before, now]: [&[[f32; H]; K]; 2],
    d: &[[f32; H]; S],
    d_before: &mut [[f32; H]; S],
    [da, db]: [&mut [[f32; H]; G]; 2],
    start: usize,
) {
    let (mut values, mut a, mut b) = (part(d, start), [[0.0; L]; G], [[0.0; L]; G]);
    C::retreat::<L>(&part(before, start), &part(now, start), &mut values, &mut a, &mut b);
    put_back(&values, d_before, start);
    put_back(&a, da, start);
    put_back(&b, db, start);
}

/// A layer's weights and biases, for the input and for the state.
#[derive(Clone, Copy)]
pub(in crate::layers) struct Weights<'a, const F: usize, const H: usize, const G: usize> {
    pub weight_ih: &'a [[[f32; H]; G]; F],
    pub weight_hh: &'a [[[f32; H]; G]; H],
    pub bias_ih: &'a [[f32; H]; G],
    pub bias_hh: &'a [[f32; H]; G],
}

/// A step of one sample: what goes on to the next, the last `S` rows of what would be kept, becomes what does so after it.
pub(in crate::layers) fn next<
    C: Cell<G, K, S>,
    const F: usize,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
>(
    weights: Weights<'_, F, H, G>,
    x: &[f32; F],
    state: [&mut [f32; H]; S],
) {
    let cell = PhantomData::<C>;
    if const { !kernels::fuses(F * G * H) && !kernels::fuses(H * G * H) } {
        kernels::run(SmallNext { cell, weights, x, state });
        return;
    }
    let Weights { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
    let hidden = state.last().map_or(&[0.0; H], |hidden| hidden);
    let sums = [&affine(x, weight_ih, bias_ih), &affine(hidden, weight_hh, bias_hh)];
    kernels::run(Next { cell, sums, state });
}

/// [`Cell::advance`] for what goes on.
struct Next<'a, C, const H: usize, const G: usize, const K: usize, const S: usize> {
    cell: PhantomData<C>,
    sums: [&'a [[f32; H]; G]; 2],
    state: [&'a mut [f32; H]; S],
}

impl<C: Cell<G, K, S>, const H: usize, const G: usize, const K: usize, const S: usize> Kernel
    for Next<'_, C, H, G, K, S>
{
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Next { sums, ref mut state, .. } = *self;
        let before = rows(state);
        by_parts!(H, next_part::<C, H, G, K, S>(sums, &before, state));
    }
}

/// A copy of the rows.
#[inline(always)]
fn rows<const S: usize, const H: usize>(state: &[&mut [f32; H]; S]) -> [[f32; H]; S] {
    let mut rows = [[0.0; H]; S];
    for (row, state) in zip(&mut rows, state) {
        *row = **state;
    }
    rows
}

#[inline(always)]
fn next_part<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [a, b]: [&[[f32; H]; G]; 2],
    before: &[[f32; H]; S],
    state: &mut [&mut [f32; H]; S],
    start: usize,
) {
    advance_state::<C, H, G, K, S, L>([part(a, start), part(b, start)], before, state, start);
}

#[inline(always)]
fn advance_state<
    C: Cell<G, K, S>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    [a, b]: [[[f32; L]; G]; 2],
    before: &[[f32; H]; S],
    state: &mut [&mut [f32; H]; S],
    start: usize,
) {
    let (mut kept, mut now) = ([[0.0; L]; K], [[0.0; L]; K]);
    for (kept, before) in zip(kept.iter_mut().rev(), part::<S, H, L>(before, start).iter().rev()) {
        *kept = *before;
    }
    C::advance::<L>(&a, &b, &kept, &mut now);
    for (row, now) in zip(state.iter_mut().rev(), now.iter().rev()) {
        kernels::store_whole(now, &mut **row, start);
    }
}

/// The same from weights that are not [fused](kernels::fuses): with so few, calls would take as long as the sums.
struct SmallNext<
    'a,
    C,
    const F: usize,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
> {
    cell: PhantomData<C>,
    weights: Weights<'a, F, H, G>,
    x: &'a [f32; F],
    state: [&'a mut [f32; H]; S],
}

impl<
    C: Cell<G, K, S>,
    const F: usize,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
> Kernel for SmallNext<'_, C, F, H, G, K, S>
{
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let SmallNext { weights, x, ref mut state, .. } = *self;
        let before = rows(state);
        by_parts!(H, small_next_part::<C, F, H, G, K, S>(weights, x, &before, state));
    }
}

#[inline(always)]
fn small_next_part<
    C: Cell<G, K, S>,
    const F: usize,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    weights: Weights<'_, F, H, G>,
    x: &[f32; F],
    before: &[[f32; H]; S],
    state: &mut [&mut [f32; H]; S],
    start: usize,
) {
    let Weights { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
    let a = affine_part::<G, F, H, L>(x, weight_ih, bias_ih, start);
    let hidden = before.last().unwrap_or(&[0.0; H]);
    let b = affine_part::<G, H, H, L>(hidden, weight_hh, bias_hh, start);
    advance_state::<C, H, G, K, S, L>([a, b], before, state, start);
}

/// [`affine`] for some values.
#[inline(always)]
fn affine_part<const G: usize, const I: usize, const H: usize, const L: usize>(
    x: &[f32; I],
    weight: &[[[f32; H]; G]; I],
    bias: &[[f32; H]; G],
    start: usize,
) -> [[f32; L]; G] {
    let mut sums = part(bias, start);
    for (x, rows) in zip(x, weight) {
        // In a loop over the gates LLVM would take the same value of all of them together.
        for_each_row!(g < G: {
            let mut row = [0.0; L];
            kernels::load_whole(&rows[g], start, &mut row);
            kernels::add_product::<false, L>(&mut sums[g], *x, &row);
        });
    }
    sums
}

/// [`Cell::advance`] for step t of all samples, which have `count` steps.
pub(in crate::layers) struct Advance<
    'a,
    C,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
> {
    pub cell: PhantomData<C>,
    pub steps: &'a mut [[[f32; H]; K]],
    pub count: usize,
    pub t: usize,
    pub sums: [&'a [[[f32; H]; G]]; 2],
}

impl<C: Cell<G, K, S>, const H: usize, const G: usize, const K: usize, const S: usize> Kernel
    for Advance<'_, C, H, G, K, S>
{
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Advance { ref mut steps, count, t, sums: [a, b], .. } = *self;
        let start = [[0.0; H]; K];
        for (steps, (a, b)) in zip(steps.chunks_exact_mut(count), zip(a, b)) {
            let (before, now) = steps.split_at_mut(t);
            if let Some(now) = now.first_mut() {
                let before = before.last().unwrap_or(&start);
                by_parts!(H, advance::<C, H, G, K, S>([a, b], before, now));
            }
        }
    }
}

/// [`Cell::retreat`] for step t of all samples, which have `count` steps.
pub(in crate::layers) struct Retreat<
    'a,
    C,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
> {
    pub cell: PhantomData<C>,
    pub steps: &'a [[[f32; H]; K]],
    pub count: usize,
    pub t: usize,
    pub d: &'a mut [[[f32; H]; S]],
    pub d_sums: [&'a mut [[[f32; H]; G]]; 2],
}

impl<C: Cell<G, K, S>, const H: usize, const G: usize, const K: usize, const S: usize> Kernel
    for Retreat<'_, C, H, G, K, S>
{
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) {
        let Retreat { steps, count, t, ref mut d, d_sums: [ref mut da, ref mut db], .. } = *self;
        let start = [[0.0; H]; K];
        let derivatives = zip(&mut **d, zip(&mut **da, &mut **db));
        for (steps, (d, (da, db))) in zip(steps.chunks_exact(count), derivatives) {
            let before = t.checked_sub(1).and_then(|t| steps.get(t)).unwrap_or(&start);
            if let Some(now) = steps.get(t) {
                let after = *d;
                by_parts!(H, retreat::<C, H, G, K, S>([before, now], &after, d, [da, db]));
            }
        }
    }
}
