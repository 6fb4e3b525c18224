//! A step of one sample.

use super::parts::{LANES, by_parts, part};
use super::{Cell, affine};
use crate::kernels::{self, Kernel, Vectors, for_each_row};
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
pub(in crate::layers) fn next_state<
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
    // With so few weights, calls would take as long as the sums.
    if const { !kernels::fuses(F * G * H) && !kernels::fuses(H * G * H) } {
        kernels::run(Next { cell, sums: Within { weights, x }, state });
        return;
    }
    let Weights { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
    let hidden = state.last().map_or(&[0.0; H], |hidden| hidden);
    let sums = [&affine(x, weight_ih, bias_ih), &affine(hidden, weight_hh, bias_hh)];
    kernels::run(Next { cell, sums, state });
}

/// The gates' sums over the input and over the state.
trait Sums<const H: usize, const G: usize> {
    /// `L` of each gate's, from one on.
    fn part<const L: usize>(&self, hidden: &[f32; H], start: usize) -> [[[f32; L]; G]; 2];
}

/// Sums that are there.
impl<const H: usize, const G: usize> Sums<H, G> for [&[[f32; H]; G]; 2] {
    #[inline(always)]
    fn part<const L: usize>(&self, _hidden: &[f32; H], start: usize) -> [[[f32; L]; G]; 2] {
        [part(self[0], start), part(self[1], start)]
    }
}

/// Sums that are taken when they are needed, without [fusing](kernels::fuses) products with them.
struct Within<'a, const F: usize, const H: usize, const G: usize> {
    weights: Weights<'a, F, H, G>,
    x: &'a [f32; F],
}

impl<const F: usize, const H: usize, const G: usize> Sums<H, G> for Within<'_, F, H, G> {
    #[inline(always)]
    fn part<const L: usize>(&self, hidden: &[f32; H], start: usize) -> [[[f32; L]; G]; 2] {
        let Weights { weight_ih, weight_hh, bias_ih, bias_hh } = self.weights;
        let over_input = affine_part(self.x, weight_ih, bias_ih, start);
        [over_input, affine_part(hidden, weight_hh, bias_hh, start)]
    }
}

/// [`Cell::advance`] for what goes on.
struct Next<'a, C, U, const H: usize, const G: usize, const K: usize, const S: usize> {
    cell: PhantomData<C>,
    sums: U,
    state: [&'a mut [f32; H]; S],
}

impl<
    C: Cell<G, K, S>,
    U: Sums<H, G>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
> Kernel for Next<'_, C, U, H, G, K, S>
{
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let Next { ref sums, ref mut state, .. } = *self;
        let mut before = [[0.0; H]; S];
        for (before, state) in zip(&mut before, &*state) {
            *before = **state;
        }
        by_parts!(H, next_part::<C, U, H, G, K, S>(sums, &before, state));
    }
}

#[inline(always)]
fn next_part<
    C: Cell<G, K, S>,
    U: Sums<H, G>,
    const H: usize,
    const G: usize,
    const K: usize,
    const S: usize,
    const L: usize,
>(
    sums: &U,
    before: &[[f32; H]; S],
    state: &mut [&mut [f32; H]; S],
    start: usize,
) {
    let [a, b] = sums.part::<L>(before.last().unwrap_or(&[0.0; H]), start);
    let (mut kept, mut now) = ([[0.0; L]; K], [[0.0; L]; K]);
    for (kept, before) in zip(kept.iter_mut().rev(), part::<S, H, L>(before, start).iter().rev()) {
        *kept = *before;
    }
    C::advance::<L>(&a, &b, &kept, &mut now);
    for (row, now) in zip(state.iter_mut().rev(), now.iter().rev()) {
        kernels::store_whole(now, &mut **row, start);
    }
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
            kernels::add_product(&mut sums[g], *x, &row);
        });
    }
    sums
}
