//! A step with several samples of a batch together.

use super::parts::{LANES, advance, by_parts, retreat};
use super::{Cell, add_dots, affine};
use crate::kernels::{self, Kernel, Vectors};
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
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
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
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
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
