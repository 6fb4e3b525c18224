//! What the layers that go through a sequence step by step have in common.

mod next;
mod parts;
mod together;

pub(super) use next::{Weights, next_state};
pub(super) use together::{
    Advance, ROOM, Retreat, Step, affine_batch, affine_batch_back, at_once, together,
};

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
        add_dots(weight, d_sums, dx);
    }
}

/// Adds to each of `dx` the products of its weights.
#[inline]
fn add_dots<const G: usize, const I: usize, const H: usize>(
    weight: &[[[f32; H]; G]; I],
    d_sums: &[[f32; H]; G],
    dx: &mut [f32; I],
) {
    for (dx, row) in zip(dx, weight) {
        for (w, d) in zip(row, d_sums) {
            *dx += kernels::dot(-0.0, w, d);
        }
    }
}

/// A step, without weights: `L` values of `G` gates, of which `K` times `L` are kept and `S` times `L` go on to the next. Each
/// value goes its own way.
pub(super) trait Cell<const G: usize, const K: usize, const S: usize> {
    /// From the gates' sums over the input, `a`, and over the state, `b`, and from what was kept at the step before, what is
    /// kept now; the last of it is the state that comes out.
    fn advance<const L: usize>(
        a: &[[f32; L]; G],
        b: &[[f32; L]; G],
        before: &[[f32; L]; K],
        now: &mut [[f32; L]; K],
    );

    /// From the derivatives with respect to what goes on to the next step, `d`, those with respect to the sums; leaves in
    /// `d` what goes past the gates to the step before.
    fn retreat<const L: usize>(
        before: &[[f32; L]; K],
        now: &[[f32; L]; K],
        d: &mut [[f32; L]; S],
        da: &mut [[f32; L]; G],
        db: &mut [[f32; L]; G],
    );
}

/// Writes the `Layer` impls of a recurrent layer, for the states after all steps and for the last state alone, from its
/// [`Cell`]. `gates`, what is `kept` and `states` are those of that.
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
                <Self as $crate::layers::recurrent::Cell<$gates, $kept, $states>>::advance(
                    &a, &b, before, &mut now,
                );
                now
            }

            /// One step: `state` is what goes on from step to step.
            #[inline]
            fn advance_state(&self, x: &[f32; F], mut state: [&mut [f32; H]; $states]) {
                if Self::TOGETHER {
                    use $crate::layers::recurrent::{Weights, next_state};
                    let Self { weight_ih, weight_hh, bias_ih, bias_hh } = self;
                    let weights = Weights { weight_ih, weight_hh, bias_ih, bias_hh };
                    next_state::<Self, F, H, $gates, $kept, $states>(weights, x, state);
                    return;
                }
                let mut before = [[0.0; H]; $kept];
                for (before, state) in core::iter::zip(before.iter_mut().rev(), state.iter().rev())
                {
                    *before = **state;
                }
                let now = self.next(x, &before);
                for (state, now) in core::iter::zip(state.iter_mut().rev(), now.iter().rev()) {
                    **state = *now;
                }
            }

            /// All steps in training; each is kept.
            #[inline]
            pub(super) fn keep<const T: usize>(
                &self,
                input: &[[f32; F]; T],
                steps: &mut [[[f32; H]; $kept]],
            ) {
                let mut before = [[0.0; H]; $kept];
                for (x, now) in core::iter::zip(input, steps) {
                    *now = self.next(x, &before);
                    before = *now;
                }
            }

            /// All steps back, last to first; `d_output` adds what is said of the state after step t.
            #[inline]
            pub(super) fn back<const T: usize>(
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
                    <Self as $crate::layers::recurrent::Cell<$gates, $kept, $states>>::retreat(
                        before, now, &mut d, &mut da, &mut db,
                    );
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

            /// Whether all samples of a batch go through a step together.
            pub(super) const TOGETHER: bool = $crate::layers::recurrent::together($gates, H);

            /// How many samples do so in inference, at most.
            const AT_ONCE: usize = {
                let step = $crate::layers::recurrent::Step::<F, H, $gates>::LEN;
                $crate::layers::recurrent::at_once(step + 2 * $kept * H)
            };

            /// Whether so many samples gain by that in inference.
            const fn run_together(samples: usize) -> bool {
                Self::TOGETHER && Self::AT_ONCE >= 4 && samples >= 4
            }

            /// A step's sums, what goes on from step to step, and that of the step before; or else what is kept of both.
            const SCRATCH: usize = {
                let kept = if Self::TOGETHER { $states } else { 2 * $kept };
                (2 * $gates + $states + kept) * H
            };

            /// How many floats a sample of so many steps has in the cache.
            pub(super) const fn cache(steps: usize) -> usize {
                let step = $crate::layers::recurrent::Step::<F, H, $gates>::LEN + $states * H;
                $kept * H * steps + if Self::TOGETHER { step } else { 0 }
            }

            /// What is kept of each step of each sample, and the rest of the cache.
            #[inline]
            fn steps(
                cache: &mut [f32],
                samples: usize,
                steps: usize,
            ) -> (&mut [[[f32; H]; $kept]], &mut [f32]) {
                let kept = samples * steps * $kept * H;
                let (steps, rest) = cache.split_at_mut(kept.min(cache.len()));
                (<[[f32; H]; $kept] as $crate::Tensor>::group_mut(steps), rest)
            }

            /// All steps of all samples in training; each is kept.
            fn keep_all<const T: usize>(
                &self,
                inputs: &[[[f32; F]; T]],
                steps: &mut [[[f32; H]; $kept]],
                rest: &mut [f32],
            ) {
                use $crate::layers::recurrent::{Advance, Step, affine_batch};
                let mut room = $crate::tensor::Room::new(rest, inputs.len());
                let mut step = Step::<F, H, $gates>::new(&mut room);
                for t in 0..T {
                    Self::gather(inputs, steps, T, [t, t], &mut step);
                    let Step { x, state, sums: [a, b] } = &mut step;
                    affine_batch(x, &self.weight_ih, &self.bias_ih, a);
                    self.affine_state(t, state, b);
                    $crate::kernels::run(Advance::<Self, H, $gates, $kept, $states> {
                        cell: core::marker::PhantomData,
                        steps: &mut *steps,
                        count: T,
                        t,
                        sums: [a, b],
                    });
                }
            }

            /// The gates' sums over the states before step t: before the first these are zero.
            #[inline]
            fn affine_state(&self, t: usize, states: &[[f32; H]], sums: &mut [[[f32; H]; $gates]]) {
                if t == 0 {
                    sums.fill(self.bias_hh);
                } else {
                    use $crate::layers::recurrent::affine_batch;
                    affine_batch(states, &self.weight_hh, &self.bias_hh, sums);
                }
            }

            /// All steps of all samples in inference, some samples together; calls `give` with the sample, the step and the
            /// state after it.
            fn run_all<const T: usize>(
                &self,
                inputs: &[[[f32; F]; T]],
                mut give: impl FnMut(usize, usize, &[f32; H]),
            ) {
                use $crate::layers::recurrent::{Advance, Step, affine_batch};
                let mut values =
                    $crate::unwritten::Unwritten::<[f32; $crate::layers::recurrent::ROOM]>::NEW;
                let values = values.tensor();
                for (part, inputs) in inputs.chunks(Self::AT_ONCE).enumerate() {
                    let mut room = $crate::tensor::Room::new(values, inputs.len());
                    let mut step = Step::<F, H, $gates>::new(&mut room);
                    // The step before, and this one.
                    let steps = room.tensors::<[[[f32; H]; $kept]; 2]>();
                    steps.fill([[[0.0; H]; $kept]; 2]);
                    for t in 0..T {
                        Self::gather(inputs, steps.as_flattened(), 2, [t, 1], &mut step);
                        let Step { x, state, sums: [a, b] } = &mut step;
                        affine_batch(x, &self.weight_ih, &self.bias_ih, a);
                        self.affine_state(t, state, b);
                        $crate::kernels::run(Advance::<Self, H, $gates, $kept, $states> {
                            cell: core::marker::PhantomData,
                            steps: steps.as_flattened_mut(),
                            count: 2,
                            t: 1,
                            sums: [a, b],
                        });
                        for (sample, [before, now]) in steps.iter_mut().enumerate() {
                            give(part * Self::AT_ONCE + sample, t, &now[Self::LAST]);
                            // What a step reads of the one before.
                            before[$kept - $states..].copy_from_slice(&now[$kept - $states..]);
                        }
                    }
                }
            }

            /// What all samples are given at step t, and their states before the one that is kept as number `now` of `count`.
            #[inline]
            fn gather<const T: usize>(
                inputs: &[[[f32; F]; T]],
                steps: &[[[f32; H]; $kept]],
                count: usize,
                [t, now]: [usize; 2],
                step: &mut $crate::layers::recurrent::Step<'_, F, H, $gates>,
            ) {
                for (x, input) in core::iter::zip(&mut *step.x, inputs) {
                    if let Some(input) = input.get(t) {
                        *x = *input;
                    }
                }
                for (state, steps) in core::iter::zip(&mut *step.state, steps.chunks_exact(count)) {
                    let before = now.checked_sub(1).and_then(|before| steps.get(before));
                    *state = before.map_or([0.0; H], |before| before[Self::LAST]);
                }
            }

            /// All steps of all samples back, last to first; `d_output` adds what is said of a sample's state after step t.
            fn back_all<const T: usize>(
                &self,
                inputs: &[[[f32; F]; T]],
                cache: &mut [f32],
                d_output: impl Fn(usize, usize, &mut [f32; H]),
                mut d_inputs: Option<&mut [[[f32; F]; T]]>,
                gradient: &mut Self,
            ) {
                use $crate::layers::recurrent::{Retreat, Step, affine_batch_back};
                let (steps, rest) = Self::steps(cache, inputs.len(), T);
                let mut room = $crate::tensor::Room::new(rest, inputs.len());
                let mut step = Step::<F, H, $gates>::new(&mut room);
                let d = room.tensors::<[[f32; H]; $states]>();
                d.fill([[0.0; H]; $states]);
                for t in (0..T).rev() {
                    Self::gather(inputs, steps, T, [t, t], &mut step);
                    let Step { x, state, sums: [da, db] } = &mut step;
                    for (sample, d) in d.iter_mut().enumerate() {
                        d_output(sample, t, &mut d[0]);
                    }
                    $crate::kernels::run(Retreat::<Self, H, $gates, $kept, $states> {
                        cell: core::marker::PhantomData,
                        steps,
                        count: T,
                        t,
                        d: &mut *d,
                        d_sums: [da, db],
                    });
                    let Self { weight_ih, weight_hh, bias_ih, bias_hh } = &mut *gradient;
                    let is_wanted = d_inputs.is_some();
                    affine_batch_back(x, &self.weight_ih, da, weight_ih, bias_ih, is_wanted);
                    if t > 0 {
                        affine_batch_back(state, &self.weight_hh, db, weight_hh, bias_hh, true);
                        for (d, d_state) in core::iter::zip(&mut *d, &**state) {
                            for (d, d_state) in core::iter::zip(&mut d[0], d_state) {
                                *d += d_state;
                            }
                        }
                    } else {
                        // No weight counts where the state is zero.
                        let (rows, bias) = (db.as_flattened().as_flattened(), bias_hh);
                        $crate::kernels::add_rows(bias.as_flattened_mut(), rows, $gates * H);
                    }
                    if let Some(d_inputs) = &mut d_inputs {
                        for (d_input, dx) in core::iter::zip(&mut **d_inputs, &**x) {
                            if let Some(d_input) = d_input.get_mut(t) {
                                *d_input = *dx;
                            }
                        }
                    }
                }
            }

            fn show(&self, visitor: &mut impl $crate::layer::Visitor) {
                let [weight_ih, weight_hh, bias_ih, bias_hh] = Self::TENSORS;
                visitor.tensor(weight_ih, self.weight_ih.as_flattened().as_flattened());
                visitor.tensor(weight_hh, self.weight_hh.as_flattened().as_flattened());
                visitor.tensor(bias_ih, self.bias_ih.as_flattened());
                visitor.tensor(bias_hh, self.bias_hh.as_flattened());
            }

            pub(super) fn show_mut<const K: usize>(
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
            const CACHE: usize = Self::cache(T);
            const SCRATCH: usize = Self::SCRATCH;

            fn init(&mut self, _init: $crate::Init, rng: &mut (impl rand::Rng + ?Sized)) {
                self.init(rng);
            }

            #[inline]
            fn forward(&self, input: &[[f32; F]; T], output: &mut [[f32; H]; T]) {
                let mut state = [[0.0; H]; $states];
                for (x, y) in core::iter::zip(input, output) {
                    self.advance_state(x, state.each_mut());
                    *y = state[$states - 1];
                }
            }

            #[inline]
            fn forward_batch(&self, inputs: &[[[f32; F]; T]], outputs: &mut [[[f32; H]; T]]) {
                if Self::run_together(inputs.len()) {
                    self.run_all(inputs, |sample, t, state| {
                        if let Some(output) = outputs.get_mut(sample).and_then(|y| y.get_mut(t)) {
                            *output = *state;
                        }
                    });
                    return;
                }
                for (input, output) in core::iter::zip(inputs, outputs) {
                    self.forward(input, output);
                }
            }

            #[inline]
            fn forward_train(
                &mut self,
                inputs: &[[[f32; F]; T]],
                outputs: &mut [[[f32; H]; T]],
                cache: &mut [f32],
            ) {
                let (steps, rest) = Self::steps(cache, inputs.len(), T);
                if Self::TOGETHER {
                    self.keep_all(inputs, steps, rest);
                }
                let samples = core::iter::zip(inputs, outputs);
                for ((input, output), steps) in samples.zip(steps.chunks_mut(T)) {
                    if !Self::TOGETHER {
                        self.keep(input, steps);
                    }
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
                let add = |t: usize, d: &mut [f32; H]| {
                    for (d, dy) in core::iter::zip(d, d_output.get(t).into_iter().flatten()) {
                        *d += dy;
                    }
                };
                if Self::TOGETHER {
                    let (inputs, d_inputs) =
                        (core::slice::from_ref(saved.input), d_input.map(core::slice::from_mut));
                    self.back_all(inputs, saved.cache, |_, t, d| add(t, d), d_inputs, gradient);
                    return;
                }
                let (steps, _) = Self::steps(saved.cache, 1, T);
                self.back(saved.input, steps, add, d_input, gradient);
            }

            #[inline]
            fn backward_batch(
                &self,
                saved: $crate::Saved<'_, [[[f32; F]; T]], [[[f32; H]; T]]>,
                d_outputs: &[[[f32; H]; T]],
                d_inputs: Option<&mut [[[f32; F]; T]]>,
                gradient: &mut Self,
            ) {
                if !Self::TOGETHER {
                    $crate::layer::backward_each(self, saved, d_outputs, d_inputs, gradient);
                    return;
                }
                let add = |sample: usize, t: usize, d: &mut [f32; H]| {
                    let d_output = d_outputs.get(sample).and_then(|d_output| d_output.get(t));
                    for (d, dy) in core::iter::zip(d, d_output.into_iter().flatten()) {
                        *d += dy;
                    }
                };
                self.back_all(saved.input, saved.cache, add, d_inputs, gradient);
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
            const CACHE: usize = Self::cache(T);
            const SCRATCH: usize = Self::SCRATCH;

            fn init(&mut self, _init: $crate::Init, rng: &mut (impl rand::Rng + ?Sized)) {
                self.init(rng);
            }

            #[inline]
            fn forward(&self, input: &[[f32; F]; T], output: &mut [f32; H]) {
                let mut state = [[0.0; H]; $states];
                for x in input {
                    self.advance_state(x, state.each_mut());
                }
                *output = state[$states - 1];
            }

            #[inline]
            fn forward_batch(&self, inputs: &[[[f32; F]; T]], outputs: &mut [[f32; H]]) {
                if Self::run_together(inputs.len()) {
                    self.run_all(inputs, |sample, t, state| {
                        if let (Some(output), true) = (outputs.get_mut(sample), t == T - 1) {
                            *output = *state;
                        }
                    });
                    return;
                }
                for (input, output) in core::iter::zip(inputs, outputs) {
                    self.forward(input, output);
                }
            }

            #[inline]
            fn forward_train(
                &mut self,
                inputs: &[[[f32; F]; T]],
                outputs: &mut [[f32; H]],
                cache: &mut [f32],
            ) {
                let (steps, rest) = Self::steps(cache, inputs.len(), T);
                if Self::TOGETHER {
                    self.keep_all(inputs, steps, rest);
                }
                let samples = core::iter::zip(inputs, outputs);
                for ((input, output), steps) in samples.zip(steps.chunks_mut(T)) {
                    if !Self::TOGETHER {
                        self.keep(input, steps);
                    }
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
                let add = |t: usize, d: &mut [f32; H]| {
                    if t == T - 1 {
                        *d = *d_output;
                    }
                };
                if Self::TOGETHER {
                    let (inputs, d_inputs) =
                        (core::slice::from_ref(saved.input), d_input.map(core::slice::from_mut));
                    self.back_all(inputs, saved.cache, |_, t, d| add(t, d), d_inputs, gradient);
                    return;
                }
                let (steps, _) = Self::steps(saved.cache, 1, T);
                self.back(saved.input, steps, add, d_input, gradient);
            }

            #[inline]
            fn backward_batch(
                &self,
                saved: $crate::Saved<'_, [[[f32; F]; T]], [[f32; H]]>,
                d_outputs: &[[f32; H]],
                d_inputs: Option<&mut [[[f32; F]; T]]>,
                gradient: &mut Self,
            ) {
                if !Self::TOGETHER {
                    $crate::layer::backward_each(self, saved, d_outputs, d_inputs, gradient);
                    return;
                }
                let add = |sample: usize, t: usize, d: &mut [f32; H]| {
                    if let (Some(d_output), true) = (d_outputs.get(sample), t == T - 1) {
                        *d = *d_output;
                    }
                };
                self.back_all(saved.input, saved.cache, add, d_inputs, gradient);
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

#[cfg(all(test, feature = "std", not(feature = "same-bits")))]
mod tests {
    use crate::kernels::{Using, versions};
    use crate::layers::{Gru, Lstm, Rnn};
    use crate::{Layer, Saved, Tensor};
    use alloc::vec;
    use rand::rngs::Xoshiro128PlusPlus;
    use rand::{RngExt, SeedableRng};

    fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
        let largest = expected.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            let error = (found - expected).abs();
            assert!(error <= 1e-5 * largest, "{what}: {found} at {i}, not {expected}");
        }
    }

    /// A batch keeps the bits of its samples, whatever way they take, and goes back to the same derivatives.
    macro_rules! check {
        ($layer:ident<$f:literal, $h:literal>, kept: $k:literal, steps: $t:literal) => {{
            type Cell = $layer<$f, $h>;
            type Output = [[f32; $h]; $t];
            let what = concat!(stringify!($layer), " ", $f, " -> ", $h, ", ", $t, " steps");
            assert!(Cell::TOGETHER, "{what}");
            let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
            let mut layer = Cell::ZERO;
            layer.init(&mut rng);
            for samples in [1, 2, 3, 4, 7, 16, 31] {
                let x: vec::Vec<[[f32; $f]; $t]> = (0..samples).map(|_| rng.random()).collect();
                let dy: vec::Vec<Output> = (0..samples).map(|_| rng.random()).collect();
                let (mut y, mut dx) = (vec![Output::ZERO; samples], x.clone());
                let mut cache = vec![f32::NAN; Cell::cache($t) * samples];
                layer.forward_train(&x, &mut y, &mut cache);
                let (mut inferred, mut last) =
                    (vec![Output::ZERO; samples], vec![[0.0; $h]; samples]);
                layer.forward_batch(&x, &mut inferred);
                layer.forward_batch(&x, &mut last);
                let mut gradient = layer;
                let saved = Saved { input: &x[..], output: &y[..], cache: &mut cache };
                layer.backward_batch(saved, &dy, Some(&mut dx), &mut gradient);

                let mut one_by_one = layer;
                for s in 0..samples {
                    let mut output = Output::ZERO;
                    layer.forward(&x[s], &mut output);
                    assert_eq!(output, y[s], "{what}, {s} of {samples}");
                    assert_eq!(output, inferred[s], "{what}, {s} of {samples}");
                    assert_eq!(output[$t - 1], last[s], "{what}, {s} of {samples}");
                    let mut kept = [[[0.0; $h]; $k]; $t];
                    layer.keep(&x[s], &mut kept);
                    let add = |t: usize, d: &mut [f32; $h]| {
                        for (d, dy) in d.iter_mut().zip(&dy[s][t]) {
                            *d += dy;
                        }
                    };
                    let mut d_input = [[f32::NAN; $f]; $t];
                    layer.back(&x[s], &kept, add, Some(&mut d_input), &mut one_by_one);
                    assert_close(what, dx[s].as_flattened(), d_input.as_flattened());
                    // A sample's derivatives do not depend on its place either.
                    let mut cache = vec![f32::NAN; Cell::cache($t)];
                    let mut alone = [output];
                    layer.clone().forward_train(&x[s..=s], &mut alone, &mut cache);
                    let saved = Saved { input: &x[s], output: &alone[0], cache: &mut cache };
                    layer.backward(saved, &dy[s], Some(&mut d_input), &mut layer.clone());
                    assert_eq!(d_input, dx[s], "{what}, {s} of {samples}");
                }
                let gradients = [&mut gradient, &mut one_by_one];
                Cell::show_mut(gradients, &mut |[found, expected]: [&mut [f32]; 2]| {
                    assert_close(what, found, expected);
                });
            }
        }};
    }

    #[test]
    #[cfg_attr(miri, ignore = "it would take minutes")]
    fn a_batch_goes_through_a_step_as_its_samples_would() {
        for version in versions() {
            let _using = Using::new(version);
            check_all();
        }
    }

    fn check_all() {
        check!(Lstm<1, 16>, kept: 6, steps: 3);
        check!(Lstm<5, 12>, kept: 6, steps: 1);
        check!(Lstm<32, 40>, kept: 6, steps: 4);
        check!(Gru<3, 14>, kept: 5, steps: 4);
        check!(Gru<33, 20>, kept: 5, steps: 2);
        check!(Gru<8, 64>, kept: 5, steps: 3);
        check!(Rnn<2, 23>, kept: 1, steps: 5);
        check!(Rnn<20, 70>, kept: 1, steps: 2);
        check!(Rnn<50, 40>, kept: 1, steps: 2);
    }
}
