//! What the layers that go through a sequence step by step have in common.

use crate::kernels;
use core::iter::zip;

/// b + Σ x W: the gates' sums, before their functions.
#[inline]
pub(super) fn affine<const G: usize, const I: usize, const H: usize>(
    x: &[f32; I],
    weight: &[[[f32; H]; G]; I],
    bias: &[[f32; H]; G],
) -> [[f32; H]; G] {
    let mut sums = *bias;
    if const { kernels::worth_a_call(I * G * H) } {
        let weight = weight.as_flattened().as_flattened();
        kernels::matvec(kernels::fuses(I * G * H), x, weight, sums.as_flattened_mut());
        return sums;
    }
    for (x, row) in zip(x, weight) {
        for (sum, w) in zip(sums.as_flattened_mut(), row.as_flattened()) {
            *sum += x * w;
        }
    }
    sums
}

/// The way back of [`affine`]: adds dE/dW and dE/db, and adds dE/dx to `dx`.
#[inline]
pub(super) fn affine_back<const G: usize, const I: usize, const H: usize>(
    x: &[f32; I],
    weight: &[[[f32; H]; G]; I],
    d_sums: &[[f32; H]; G],
    dx: Option<&mut [f32; I]>,
    d_weight: &mut [[[f32; H]; G]; I],
    d_bias: &mut [[f32; H]; G],
) {
    for (x, d_row) in zip(x, d_weight) {
        for (dw, d) in zip(d_row.as_flattened_mut(), d_sums.as_flattened()) {
            *dw += x * d;
        }
    }
    for (db, d) in zip(d_bias.as_flattened_mut(), d_sums.as_flattened()) {
        *db += d;
    }
    if let Some(dx) = dx {
        for (dx, row) in zip(dx, weight) {
            for (w, d) in zip(row, d_sums) {
                *dx += kernels::dot(-0.0, w, d);
            }
        }
    }
}

/// Writes the `Layer` impls of a recurrent layer, for the states after all steps and for the last state alone,
/// from two functions of its own, which know nothing of weights:
///
/// * `advance(a, b, before, now)`: from the gates' sums over the input, `a`, and over the state, `b`, and from what
///   was kept at the step before, what is kept now; the last of it is the state that comes out.
/// * `retreat(before, now, d, da, db)`: from the derivatives with respect to what goes on to the next step, `d`,
///   those with respect to the sums; leaves in `d` what goes past the gates to the step before.
///
/// `gates`, how much is `kept` of a step, and how much of it goes on to the next (`states`, `d`'s length) are
/// counted in rows of `H` values.
macro_rules! recurrent {
    ($layer:ident, gates: $gates:literal, kept: $kept:literal, states: $states:literal) => {
        impl<const F: usize, const H: usize> $layer<F, H> {
            /// Weights and biases zero.
            pub const ZERO: Self = $layer {
                weight_ih: [[[0.0; H]; $gates]; F],
                weight_hh: [[[0.0; H]; $gates]; H],
                bias_ih: [[0.0; H]; $gates],
                bias_hh: [[0.0; H]; $gates],
            };

            const PARAMETERS: usize = $gates * H * (F + H + 2);
            /// Where the state lies among what is kept.
            const LAST: usize = [(); $kept].len() - 1;
            const TENSORS: [$crate::layer::TensorInfo<'static>; 4] = {
                use $crate::layer::{Order, TensorInfo};
                [
                    TensorInfo::new("weight_ih_l0", &[$gates * H, F])
                        .in_order(Order::FirstAxisLast),
                    TensorInfo::new("weight_hh_l0", &[$gates * H, H])
                        .in_order(Order::FirstAxisLast),
                    TensorInfo::new("bias_ih_l0", &[$gates * H]),
                    TensorInfo::new("bias_hh_l0", &[$gates * H]),
                ]
            };

            /// One step from what was kept of the step before.
            #[inline]
            fn next(&self, x: &[f32; F], before: &[[f32; H]; $kept]) -> [[f32; H]; $kept] {
                let a = $crate::layers::recurrent::affine(x, &self.weight_ih, &self.bias_ih);
                let state = &before[Self::LAST];
                let b = $crate::layers::recurrent::affine(state, &self.weight_hh, &self.bias_hh);
                let mut now = [[0.0; H]; $kept];
                Self::advance(&a, &b, before, &mut now);
                now
            }

            /// All steps in training; each is kept.
            #[inline]
            fn keep<const T: usize>(&self, input: &[[f32; F]; T], steps: &mut [[[f32; H]; $kept]]) {
                let mut before = [[0.0; H]; $kept];
                for (x, now) in core::iter::zip(input, steps) {
                    *now = self.next(x, &before);
                    before = *now;
                }
            }

            /// All steps back, last to first; `d_output` adds what is said of the state after step t.
            #[inline]
            fn back<const T: usize>(
                &self,
                input: &[[f32; F]; T],
                steps: &[[[f32; H]; $kept]],
                d_output: impl Fn(usize, &mut [f32; H]),
                mut d_input: Option<&mut [[f32; F]; T]>,
                gradient: &mut Self,
            ) {
                use $crate::layers::recurrent::affine_back;
                let start = [[0.0; H]; $kept];
                let mut d = [[0.0; H]; $states];
                for (t, (x, now)) in core::iter::zip(input, steps).enumerate().rev() {
                    let before = match t.checked_sub(1).and_then(|t| steps.get(t)) {
                        Some(before) => before,
                        None => &start,
                    };
                    d_output(t, &mut d[0]);
                    let (mut da, mut db) = ([[0.0; H]; $gates], [[0.0; H]; $gates]);
                    Self::retreat(before, now, &mut d, &mut da, &mut db);
                    let dx = d_input.as_mut().and_then(|d_input| d_input.get_mut(t));
                    let dx = dx.map(|dx| {
                        *dx = [0.0; F];
                        dx
                    });
                    let Self { weight_ih, weight_hh, bias_ih, bias_hh } = &mut *gradient;
                    affine_back(x, &self.weight_ih, &da, dx, weight_ih, bias_ih);
                    let state = &before[Self::LAST];
                    affine_back(state, &self.weight_hh, &db, Some(&mut d[0]), weight_hh, bias_hh);
                }
            }

            fn show(&self, visitor: &mut impl $crate::layer::Visitor) {
                let [weight_ih, weight_hh, bias_ih, bias_hh] = Self::TENSORS;
                visitor.tensor(weight_ih, self.weight_ih.as_flattened().as_flattened());
                visitor.tensor(weight_hh, self.weight_hh.as_flattened().as_flattened());
                visitor.tensor(bias_ih, self.bias_ih.as_flattened());
                visitor.tensor(bias_hh, self.bias_hh.as_flattened());
            }

            fn show_mut<const K: usize>(
                mut group: [&mut Self; K],
                visitor: &mut impl $crate::layer::VisitorMut<K>,
            ) {
                let [weight_ih, weight_hh, bias_ih, bias_hh] = Self::TENSORS;
                let all = group.each_mut();
                let all = all.map(|layer| layer.weight_ih.as_flattened_mut().as_flattened_mut());
                visitor.tensor(weight_ih, all);
                let all = group.each_mut();
                let all = all.map(|layer| layer.weight_hh.as_flattened_mut().as_flattened_mut());
                visitor.tensor(weight_hh, all);
                visitor.tensor(bias_ih, group.each_mut().map(|l| l.bias_ih.as_flattened_mut()));
                visitor.tensor(bias_hh, group.map(|layer| layer.bias_hh.as_flattened_mut()));
            }
        }

        impl<P: $crate::trained::Part, const F: usize, const H: usize> $crate::trained::Trained<P>
            for $layer<F, H>
        {
            const TENSORS: &'static [$crate::layer::TensorInfo<'static>] = &Self::TENSORS;
            const TRAINED: Self = {
                let mut layer = Self::ZERO;
                let [weight_ih, weight_hh, bias_ih, bias_hh] = Self::TENSORS;
                let weights = P::WEIGHTS;
                weights.copy(weight_ih, layer.weight_ih.as_flattened_mut().as_flattened_mut());
                weights.copy(weight_hh, layer.weight_hh.as_flattened_mut().as_flattened_mut());
                weights.copy(bias_ih, layer.bias_ih.as_flattened_mut());
                weights.copy(bias_hh, layer.bias_hh.as_flattened_mut());
                layer
            };
        }

        impl<const F: usize, const H: usize> Default for $layer<F, H> {
            fn default() -> Self {
                Self::ZERO
            }
        }

        impl<const F: usize, const H: usize, const T: usize>
            $crate::Layer<[[f32; F]; T], [[f32; H]; T]> for $layer<F, H>
        {
            const ZERO: Self = Self::ZERO;
            const PARAMETERS: usize = Self::PARAMETERS;
            const MULTIPLY_ADDS: usize = $gates * H * (F + H) * T;
            const CACHE: usize = $kept * H * T;
            const SCRATCH: usize = 2 * $kept * H + 2 * $gates * H;

            fn init(&mut self, _init: $crate::Init, rng: &mut (impl rand::Rng + ?Sized)) {
                self.init(rng);
            }

            #[inline]
            fn forward(&self, input: &[[f32; F]; T], output: &mut [[f32; H]; T]) {
                let mut state = [[0.0; H]; $kept];
                for (x, y) in core::iter::zip(input, output) {
                    state = self.next(x, &state);
                    *y = state[Self::LAST];
                }
            }

            #[inline]
            fn forward_train(
                &mut self,
                inputs: &[[[f32; F]; T]],
                outputs: &mut [[[f32; H]; T]],
                cache: &mut [f32],
            ) {
                let steps = <[[f32; H]; $kept] as $crate::Tensor>::group_mut(cache);
                let samples = core::iter::zip(inputs, outputs);
                for ((input, output), steps) in samples.zip(steps.chunks_mut(T)) {
                    self.keep(input, steps);
                    for (y, step) in core::iter::zip(output, steps) {
                        *y = step[Self::LAST];
                    }
                }
            }

            #[inline]
            fn backward(
                &self,
                saved: $crate::Saved<'_, [[f32; F]; T], [[f32; H]; T]>,
                d_output: &[[f32; H]; T],
                d_input: Option<&mut [[f32; F]; T]>,
                gradient: &mut Self,
            ) {
                let steps = <[[f32; H]; $kept] as $crate::Tensor>::group_mut(saved.cache);
                let add = |t: usize, d: &mut [f32; H]| {
                    for (d, dy) in core::iter::zip(d, d_output.get(t).into_iter().flatten()) {
                        *d += dy;
                    }
                };
                self.back(saved.input, steps, add, d_input, gradient);
            }

            fn parameters(&self, visitor: &mut impl $crate::layer::Visitor) {
                self.show(visitor);
            }

            #[inline]
            fn parameters_mut<const K: usize>(
                group: [&mut Self; K],
                visitor: &mut impl $crate::layer::VisitorMut<K>,
            ) {
                Self::show_mut(group, visitor);
            }
        }

        impl<const F: usize, const H: usize, const T: usize> $crate::Layer<[[f32; F]; T], [f32; H]>
            for $layer<F, H>
        {
            const ZERO: Self = Self::ZERO;
            const PARAMETERS: usize = Self::PARAMETERS;
            const MULTIPLY_ADDS: usize = $gates * H * (F + H) * T;
            const CACHE: usize = $kept * H * T;
            const SCRATCH: usize = 2 * $kept * H + 2 * $gates * H;

            fn init(&mut self, _init: $crate::Init, rng: &mut (impl rand::Rng + ?Sized)) {
                self.init(rng);
            }

            #[inline]
            fn forward(&self, input: &[[f32; F]; T], output: &mut [f32; H]) {
                let mut state = [[0.0; H]; $kept];
                for x in input {
                    state = self.next(x, &state);
                }
                *output = state[Self::LAST];
            }

            #[inline]
            fn forward_train(
                &mut self,
                inputs: &[[[f32; F]; T]],
                outputs: &mut [[f32; H]],
                cache: &mut [f32],
            ) {
                let steps = <[[f32; H]; $kept] as $crate::Tensor>::group_mut(cache);
                let samples = core::iter::zip(inputs, outputs);
                for ((input, output), steps) in samples.zip(steps.chunks_mut(T)) {
                    self.keep(input, steps);
                    if let Some(last) = steps.last() {
                        *output = last[Self::LAST];
                    }
                }
            }

            #[inline]
            fn backward(
                &self,
                saved: $crate::Saved<'_, [[f32; F]; T], [f32; H]>,
                d_output: &[f32; H],
                d_input: Option<&mut [[f32; F]; T]>,
                gradient: &mut Self,
            ) {
                let steps = <[[f32; H]; $kept] as $crate::Tensor>::group_mut(saved.cache);
                let add = |t: usize, d: &mut [f32; H]| {
                    if t == T - 1 {
                        *d = *d_output;
                    }
                };
                self.back(saved.input, steps, add, d_input, gradient);
            }

            fn parameters(&self, visitor: &mut impl $crate::layer::Visitor) {
                self.show(visitor);
            }

            #[inline]
            fn parameters_mut<const K: usize>(
                group: [&mut Self; K],
                visitor: &mut impl $crate::layer::VisitorMut<K>,
            ) {
                Self::show_mut(group, visitor);
            }
        }
    };
}

pub(super) use recurrent;
