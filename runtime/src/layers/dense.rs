mod loops;

use crate::kernels::{self, LANES};
use crate::layer::{Layer, Order, Saved, TensorInfo, Visitor, VisitorMut};
use crate::trained::{Part, Trained};
use crate::{Init, math};
use core::iter;
use core::slice::{from_mut, from_ref};
use rand::Rng;

/// A fully connected layer, `dense(IN -> OUT)`: yⱼ = bⱼ + Σᵢ xᵢ Wᵢⱼ (Goodfellow et al., *Deep Learning*,
/// 2016, chapter 6; PyTorch's `Linear`).
///
/// Back: dE/dxᵢ = Σⱼ Wᵢⱼ dE/dyⱼ, dE/dWᵢⱼ = xᵢ dE/dyⱼ, dE/dbⱼ = dE/dyⱼ.
///
/// The weights lie row by row of the *inputs*, `weight[i][j]`, so that all outputs take up an input
/// together; a weights file has them as PyTorch does, (out, in).
///
/// Every output is summed in the order of the inputs, starting from the bias. But with at most 8 outputs, and more than 4
/// inputs, each output has four sums that take turns, input i in sum i mod 4, and they are added to the bias b at the end:
/// (s₀ + s₂) + ((s₁ + s₃) + b). (Sixteen sums, for a single output of 64 inputs and more.) With 9 to 64 outputs and more
/// than 1024 weights, or with at least 512 inputs and 64 outputs or another multiple of 16 above that, each output has two
/// sums: that of the first half of the inputs (to the next multiple of 4), from the bias on, and that of the others, which is
/// added to it. With more than 8 outputs and more than 1024 weights a product is added without being rounded first, where the
/// processor can. The feature `same-bits` rounds it, and has one sum instead of two, as chips do.
///
/// In memory the bias comes first, then the weights (`repr(C)`): a processor that reaches a constant distance
/// from an address, as Arm does, then finds it without computing another. (Not on x86-64, where the compiler puts
/// the larger of the two first: so rows begin with a cache line.)
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(2 -> 3)> }
///
/// let mut net = Net::ZERO;
/// net.dense.weight = [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]];
/// net.dense.bias = [0.5, 0.0, 0.0];
/// assert_eq!(net.forward(&[1.0, 2.0]), [21.5, 42.0, 63.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
pub struct Dense<const IN: usize, const OUT: usize> {
    /// What is added to each output.
    pub bias: [f32; OUT],
    /// The weight from each input to each output.
    pub weight: [[f32; OUT]; IN],
}

impl<const IN: usize, const OUT: usize> Dense<IN, OUT> {
    /// Weights and biases zero.
    pub const ZERO: Self = Dense { weight: [[0.0; OUT]; IN], bias: [0.0; OUT] };

    /// Gives the weights their first values and sets the biases to zero.
    pub fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        init.fill(self.weight.as_flattened_mut(), IN, OUT, rng);
        self.bias = [0.0; OUT];
    }

    /// y ← b + x W for one sample.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn outputs(&self, input: &[f32; IN], output: &mut [f32; OUT]) {
        *output = self.bias;
        if const { Self::few_outputs() } {
            loops::add_products_in_lanes(&self.weight, input, output);
            return;
        }
        // The own loops go over the inputs once for each width of block, where the kernel has a tile for any width.
        let own_loops = cfg!(whole_nets) && !Self::FUSED && OUT.is_multiple_of(8);
        if !own_loops && const { kernels::worth_a_call(IN * OUT) } {
            kernels::matvec(Self::FUSED, input, self.weight.as_flattened(), output);
            return;
        }
        let mut done = 0;
        if cfg!(not(optimize_for_size)) {
            // As many sums as registers hold, so that no addition waits for the one before.
            if const { cfg!(whole_nets) && OUT >= 64 } {
                done = loops::add_products::<64, IN, OUT>(&self.weight, input, output, done);
            }
            if const { cfg!(whole_nets) && OUT >= 32 } {
                done = loops::add_products::<32, IN, OUT>(&self.weight, input, output, done);
            }
            done = loops::add_products::<16, IN, OUT>(&self.weight, input, output, done);
            done = loops::add_products::<8, IN, OUT>(&self.weight, input, output, done);
        }
        // Conditions for the sake of size: what is not needed is not even compiled.
        if OUT >= 4 {
            done = loops::add_products::<4, IN, OUT>(&self.weight, input, output, done);
        }
        if !OUT.is_multiple_of(4) {
            loops::add_products::<1, IN, OUT>(&self.weight, input, output, done);
        }
    }

    /// dx ← dy Wᵀ and W ← W - `rate` xᵀ dy in one go.
    #[inline(always)]
    fn back_and_step(&mut self, x: &[f32; IN], dy: &[f32; OUT], dx: &mut [f32; IN], rate: f32) {
        for ((&x, dx), row) in x.iter().zip(dx).zip(&mut self.weight) {
            let step = rate * x;
            *dx = kernels::sum::<OUT>(|j| {
                let (w, dy) = (row[j], dy[j]);
                if math::skips(dy) {
                    return None;
                }
                if !math::skips(x) {
                    row[j] = w - step * dy;
                }
                Some(w * dy)
            });
        }
    }

    /// Whether the kernels fuse products and sums, and compute any number of samples.
    const FUSED: bool = kernels::fuses(IN * OUT);

    /// Whether kernels compute so many samples together. Of a small layer they do not in a net that is compiled as a
    /// whole, where its own loops are as fast.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    const fn together(samples: usize) -> bool {
        let many = samples >= 4 && kernels::worth_a_call(samples * IN * OUT);
        OUT >= LANES && IN >= LANES && (Self::FUSED || many && !cfg!(whole_nets))
    }

    /// The same on the machine at hand, whose registers may be wider than those that a whole net is compiled for.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn together_here(samples: usize) -> bool {
        let is_wide = OUT >= LANES && IN >= LANES && samples >= 4;
        Self::together(samples) || is_wide && kernels::fill_the_widest(samples * IN * OUT)
    }

    /// The same on the way back, for which a kernel lays out inputs or weights.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn back_together(samples: usize) -> bool {
        if const { IN >= 16 && OUT >= 16 && IN * OUT >= 512 } {
            Self::together_here(samples)
        } else {
            Self::together(samples)
        }
    }

    /// Whether the outputs are so few that each is split into several sums: a single one would wait for each addition.
    const fn few_outputs() -> bool {
        OUT <= 2 * LANES && IN > LANES
    }

    /// Whether the own loops read a sample's inputs from memory, where the layer before has just computed them: that takes less
    /// time than to take them out of registers one by one. But eight fit a single register, and for one output of 64 inputs and
    /// more the sums are taken through memory.
    const fn reads() -> bool {
        IN > 8 && !Self::FUSED && (OUT > 1 || IN < 64)
    }

    /// The outputs' gradients for [`loops::dots`], which would have LLVM compute the outputs four at a time, too.
    #[inline(always)]
    fn apart(d_output: &[f32; OUT]) -> &[f32; OUT] {
        let is_split = const { Self::few_outputs() && OUT > LANES };
        if is_split { kernels::in_memory(d_output) } else { d_output }
    }

    /// Whether its only output is computed as a [`dot`](kernels::dot).
    const fn is_a_dot() -> bool {
        cfg!(whole_nets) && OUT == 1 && IN > LANES && IN < 64
    }

    const WEIGHT: TensorInfo<'static> =
        TensorInfo::new("weight", &[OUT, IN]).in_order(Order::FirstAxisLast);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[OUT]);
}

impl<const IN: usize, const OUT: usize> Default for Dense<IN, OUT> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const IN: usize, const OUT: usize> Layer<[f32; IN], [f32; OUT]> for Dense<IN, OUT> {
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = IN * OUT + OUT;
    const MULTIPLY_ADDS: usize = IN * OUT;

    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        self.init(init, rng);
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward(&self, input: &[f32; IN], output: &mut [f32; OUT]) {
        let input = if const { Self::reads() } { kernels::in_memory(input) } else { input };
        self.outputs(input, output);
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [f32; IN], [f32; OUT]>,
        d_output: &[f32; OUT],
        d_input: Option<&mut [f32; IN]>,
        gradient: &mut Self,
    ) {
        if const { Self::together(1) } {
            let saved = Saved {
                input: from_ref(saved.input),
                output: from_ref(saved.output),
                cache: saved.cache,
            };
            let d_input = d_input.map(from_mut);
            self.backward_batch(saved, from_ref(d_output), d_input, gradient);
            return;
        }
        let d_output = Self::apart(d_output);
        loops::change(&mut gradient.weight, saved.input, d_output, |dw, x, dy| dw + x * dy);
        loops::add_rows(&mut gradient.bias, from_ref(d_output), iter::repeat(1.0));
        if let Some(d_input) = d_input {
            loops::dots(&self.weight, d_output, d_input);
        }
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; IN], [f32; OUT]>,
        d_output: &[f32; OUT],
        d_input: Option<&mut [f32; IN]>,
        rate: f32,
    ) {
        for (b, dy) in self.bias.iter_mut().zip(d_output) {
            *b -= rate * dy;
        }
        if const { OUT >= 16 && kernels::worth_a_call(IN * OUT) } {
            let weight = self.weight.as_flattened_mut();
            let d_input = d_input.map(|d_input| &mut d_input[..]);
            kernels::descend(Self::FUSED, weight, saved.input, d_output, d_input, rate);
            return;
        }
        if cfg!(feature = "std") {
            let d_output = Self::apart(d_output);
            if let Some(d_input) = d_input {
                loops::dots(&self.weight, d_output, d_input);
            }
            loops::change(&mut self.weight, saved.input, d_output, |w, x, dy| w - rate * x * dy);
        } else if let Some(d_input) = d_input {
            // A chip is to read each weight once.
            self.back_and_step(saved.input, d_output, d_input, rate);
        } else {
            for (x, row) in saved.input.iter().zip(&mut self.weight) {
                let step = rate * x;
                for (w, &dy) in row.iter_mut().zip(d_output) {
                    if !math::skips(dy) {
                        *w -= step * dy;
                    }
                }
            }
        }
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward_batch(&self, inputs: &[[f32; IN]], outputs: &mut [[f32; OUT]]) {
        let samples = inputs.len().min(outputs.len());
        if Self::few_outputs() || samples < 4 || !Self::together_here(samples) {
            if let (true, [column]) = (Self::is_a_dot(), self.weight.as_flattened().as_chunks().0) {
                let outputs = outputs.as_flattened_mut();
                loops::dots_of_rows(inputs, column, outputs, self.bias[0]);
                return;
            }
            for (input, output) in inputs.iter().zip(outputs) {
                self.outputs(input, output);
            }
            return;
        }
        let (inputs, outputs) = (inputs.as_flattened(), outputs.as_flattened_mut());
        let weight = self.weight.as_flattened();
        kernels::matmul(Self::FUSED, &self.bias, inputs, weight, outputs, IN, OUT);
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[f32; IN]], [[f32; OUT]]>,
        d_outputs: &[[f32; OUT]],
        d_inputs: Option<&mut [[f32; IN]]>,
        gradient: &mut Self,
    ) {
        let inputs = saved.input;
        let samples = inputs.len().min(d_outputs.len());
        if const { cfg!(whole_nets) && IN * OUT <= 4096 && !Self::together(1) }
            && (samples >= 4 || IN * OUT <= 64)
            && !Self::back_together(samples)
        {
            loops::add_rows(&mut gradient.bias, d_outputs, iter::repeat(1.0));
            loops::add_outer_products(&mut gradient.weight, inputs, d_outputs);
            if let Some(d_inputs) = d_inputs {
                loops::dots_of_samples(&self.weight, d_outputs, d_inputs);
            }
            return;
        }
        if !Self::back_together(samples) {
            let mut d_inputs = d_inputs.map(|d_inputs| d_inputs.iter_mut());
            let samples = inputs.iter().zip(saved.output);
            for ((input, output), d_output) in samples.zip(d_outputs) {
                let d_input = d_inputs.as_mut().and_then(|d_inputs| d_inputs.next());
                let saved = Saved { input, output, cache: &mut [] };
                self.backward(saved, d_output, d_input, gradient);
            }
            return;
        }
        let d_outputs = d_outputs.as_flattened();
        let (inputs, weight) = (inputs.as_flattened(), self.weight.as_flattened());
        let gradients = [gradient.weight.as_flattened_mut(), &mut gradient.bias];
        let sizes = [IN, OUT];
        let weight_gradient = || {
            kernels::matmul_of_columns(Self::FUSED, inputs, d_outputs, gradients, sizes, weight);
        };
        match d_inputs {
            Some(d_inputs) => kernels::both(samples * IN * OUT, weight_gradient, || {
                let d_inputs = d_inputs.as_flattened_mut();
                kernels::back(Self::FUSED, d_outputs, weight, d_inputs, OUT, IN);
            }),
            None => weight_gradient(),
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, self.weight.as_flattened());
        visitor.tensor(Self::BIAS, &self.bias);
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let mut group = group;
        let weights = group.each_mut().map(|layer| layer.weight.as_flattened_mut());
        visitor.tensor(Self::WEIGHT, weights);
        visitor.tensor(Self::BIAS, group.map(|layer| &mut layer.bias[..]));
    }
}

impl<P: Part, const IN: usize, const OUT: usize> Trained<P> for Dense<IN, OUT> {
    const TENSORS: &'static [TensorInfo<'static>] = &[Self::WEIGHT, Self::BIAS];
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(Self::WEIGHT, layer.weight.as_flattened_mut());
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        layer
    };
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;
    use alloc::vec;
    use rand::rngs::Xoshiro128PlusPlus;
    use rand::{RngExt, SeedableRng};

    /// Whatever way a batch takes, it gives the bits of its samples one by one. (In a release build small layers
    /// have loops of their own.)
    fn check<const IN: usize, const OUT: usize>() {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        let mut layer = Dense::<IN, OUT>::ZERO;
        layer.init(Init::Glorot, &mut rng);
        layer.bias = rng.random();
        for samples in [0, 1, 2, 3, 4, 5, 15, 16, 17, 33] {
            let x: vec::Vec<[f32; IN]> = (0..samples).map(|_| rng.random()).collect();
            let dy: vec::Vec<[f32; OUT]> = (0..samples).map(|_| rng.random()).collect();
            let (mut y, mut dx) = (vec![[f32::NAN; OUT]; samples], vec![[f32::NAN; IN]; samples]);
            let mut gradient = layer;
            layer.forward_batch(&x, &mut y);
            let saved = Saved { input: &x[..], output: &y[..], cache: &mut [] };
            layer.backward_batch(saved, &dy, Some(&mut dx), &mut gradient);

            let mut one_by_one = layer;
            for s in 0..samples {
                let (mut output, mut d_input) = ([f32::NAN; OUT], [f32::NAN; IN]);
                layer.forward(&x[s], &mut output);
                let saved = Saved { input: &x[s], output: &output, cache: &mut [] };
                layer.backward(saved, &dy[s], Some(&mut d_input), &mut one_by_one);
                let bits =
                    |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<vec::Vec<_>>();
                assert_eq!(bits(&y[s]), bits(&output), "{IN} -> {OUT}, {s} of {samples}: y");
                assert_eq!(bits(&dx[s]), bits(&d_input), "{IN} -> {OUT}, {s} of {samples}: dx");
            }
            assert_eq!(gradient, one_by_one, "{IN} -> {OUT}, {samples} samples");
        }
    }

    /// A chip knows nothing of kernels, nor of what they do for their speed.
    #[cfg(feature = "same-bits")]
    #[test]
    fn a_large_layer_gives_what_a_chip_gives() {
        fn check<const IN: usize, const OUT: usize>() {
            let mut rng = Xoshiro128PlusPlus::seed_from_u64(2);
            let mut layer = Dense::<IN, OUT>::ZERO;
            layer.init(Init::Glorot, &mut rng);
            let x: [f32; IN] = rng.random();
            let mut expected = layer.bias;
            for (x, row) in x.iter().zip(&layer.weight) {
                for (sum, w) in expected.iter_mut().zip(row) {
                    *sum += x * w;
                }
            }
            let mut found = [f32::NAN; OUT];
            layer.forward(&x, &mut found);
            assert_eq!(found, expected, "{IN} -> {OUT}");
        }
        check::<64, 64>();
        check::<300, 10>();
        check::<600, 96>();
    }

    macro_rules! check_widths {
        ($($out:literal)*) => { $(
            check::<1, $out>();
            check::<2, $out>();
            check::<3, $out>();
            check::<4, $out>();
            check::<7, $out>();
            check::<16, $out>();
            check::<33, $out>();
            check::<64, $out>();
            check::<70, $out>();
        )* };
    }

    #[test]
    fn a_batch_gives_the_bits_of_its_samples() {
        check_widths!(1 2 3 4 6 7 8 9 10 16 17 32 40 65);
    }
}
