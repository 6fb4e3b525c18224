//! A step of one sample.

use super::parts::{LANES, by_parts, part};
use super::{Cell, affine};
use crate::kernels::{self, Kernel, for_each_row};
use core::iter::zip;
use core::marker::PhantomData;

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
