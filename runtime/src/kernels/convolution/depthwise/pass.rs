//! y ← b + w ∗ x, and dx ← wᵀ ∗ dy.

use super::super::super::{Kernel, Vectors, store, store_whole};
use super::super::Convolution;
use super::super::unfolded::keep;
use super::{Padded, TILE, down, find_masks};
use core::hint::black_box;

/// Forward, or `BACK` from the outputs' gradients to the inputs'.
pub(in super::super) struct Pass<'a, const BACK: bool> {
    pub(in super::super) shape: Convolution,
    pub(in super::super) padded: Padded,
    pub(in super::super) weight: &'a [f32],
    /// What sums start from, if not from zero, and what comes out instead of anything less.
    pub(in super::super) bias: &'a [f32],
    pub(in super::super) least: f32,
    pub(in super::super) from: &'a [f32],
    pub(in super::super) to: &'a mut [f32],
    pub(in super::super) scratch: &'a mut [f32],
}

impl<const BACK: bool> Kernel for Pass<'_, BACK> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        if ROWS >= 16 {
            self.in_tiles::<V, TILE>();
        } else if COLUMNS >= 16 {
            self.in_tiles::<V, 32>();
        } else {
            self.in_tiles::<V, 16>();
        }
    }
}

impl<const BACK: bool> Pass<'_, BACK> {
    /// `T` pixels at a time.
    #[inline(always)]
    fn in_tiles<V: Vectors, const T: usize>(&mut self) {
        match self.shape.columns.kernel {
            3 => self.of_columns::<V, T, 3>(),
            _ => self.of_columns::<V, T, 5>(),
        }
    }

    /// With a kernel of `K` columns.
    #[inline(always)]
    fn of_columns<V: Vectors, const T: usize, const K: usize>(&mut self) {
        let Pass { shape, padded, weight, bias, least, from, .. } = *self;
        let Padded { picture, result, channels, .. } = padded;
        let (taps, steps) = (shape.taps(), [down(shape), shape.columns.dilation]);
        let width = shape.columns.output.max(1);
        // After so many tiles one begins in the same column.
        let period = width >> width.trailing_zeros().min(T.trailing_zeros());
        let tiles = result.div_ceil(T);

        let scratch = &mut *self.scratch;
        padded.lay_zeros(scratch);
        let mut masks = [[0.0; T]; K];
        let mut masks_of = usize::MAX;
        let samples = from.chunks_exact((shape.groups * picture).max(1));
        let to = self.to.chunks_exact_mut((shape.groups * result).max(1));
        for (from, to) in samples.zip(to) {
            for first in (0..shape.groups).step_by(channels.max(1)) {
                let channels = channels.min(shape.groups - first);
                padded.lay(channels, from.get(first * picture..).unwrap_or_default(), scratch);
                // Tiles that have the same masks come one after the other.
                for tile in (0..period).flat_map(|i| (i..tiles).step_by(period)) {
                    // The last one ends with the picture.
                    let place = (tile * T).min(result.saturating_sub(T));
                    let column = place % width;
                    if column != masks_of {
                        let masks = masks.each_mut().map(|mask| mask.as_chunks_mut().0);
                        find_masks(shape, column, masks);
                        masks_of = column;
                    }
                    for channel in 0..channels {
                        let x = padded.seen(scratch, channel, place);
                        let group = first + channel;
                        let weight = weight.get(group * taps..).unwrap_or_default();
                        let weight = weight.get(..taps).unwrap_or_default().as_chunks().0;
                        let mut sums = [bias.get(group).copied().unwrap_or(0.0); T];
                        if BACK {
                            add_back::<V, T, K>(&mut sums, x, weight, steps, &masks);
                        } else {
                            add_taps::<V, T, K>(&mut sums, x, weight, steps, &masks);
                        }
                        let start = group * result + place;
                        if result >= T {
                            store_whole(&at_least(least, &sums), to, start);
                        } else {
                            store(black_box(&at_least(least, &sums)), to, start, result);
                        }
                    }
                }
            }
        }
    }
}

/// Adds the products of taps: each row of them lies so far behind the one before, each tap in it so far behind the other.
#[inline(always)]
fn add_taps<V: Vectors, const T: usize, const K: usize>(
    sums: &mut [f32; T],
    x: &[f32],
    weight: &[[f32; K]],
    [down, right]: [usize; 2],
    masks: &[[f32; T]; K],
) {
    let Some(last) = x.len().checked_sub(T) else { return };
    let mut all = *sums;
    let mut start = 0;
    for ky in 0..weight.len() {
        for kx in 0..K {
            // Instead of a check: it is never more.
            let at = (start + kx * right).min(last);
            let x = x.get(at..at + T).and_then(|x| x.first_chunk::<T>());
            let Some(x) = x else { break };
            add_seen::<V, T, K>(&mut all, weight[ky][kx], x, kx, masks);
        }
        start += down;
    }
    *sums = all;
}

/// The same with the taps turned round: what each column of them gives is added up by itself, the kernel's last column
/// first.
#[inline(always)]
fn add_back<V: Vectors, const T: usize, const K: usize>(
    sums: &mut [f32; T],
    dy: &[f32],
    weight: &[[f32; K]],
    [down, right]: [usize; 2],
    masks: &[[f32; T]; K],
) {
    let Some(last) = dy.len().checked_sub(T) else { return };
    let mut all = *sums;
    for i in 0..K {
        let mut column = [0.0; T];
        let mut start = weight.len() * down + i * right;
        for ky in 0..weight.len() {
            start -= down;
            let at = start.min(last);
            let dy = dy.get(at..at + T).and_then(|dy| dy.first_chunk::<T>());
            let Some(dy) = dy else { break };
            add_seen::<V, T, K>(&mut column, weight[ky][K - 1 - i], dy, i, masks);
        }
        for j in 0..T {
            all[j] += column[j];
        }
    }
    *sums = all;
}

/// Adds a weight times what is seen of `x`.
#[inline(always)]
fn add_seen<V: Vectors, const T: usize, const K: usize>(
    sums: &mut [f32; T],
    weight: f32,
    x: &[f32; T],
    kx: usize,
    masks: &[[f32; T]; K],
) {
    if 2 * kx + 1 == K {
        V::add_product(sums, weight, x);
    } else {
        V::add_product(sums, weight, &keep(x, &masks[kx]));
    }
}

#[inline(always)]
fn at_least<const T: usize>(least: f32, sums: &[f32; T]) -> [f32; T] {
    let mut row = [0.0; T];
    for i in 0..T {
        row[i] = if sums[i] < least { least } else { sums[i] };
    }
    row
}
