use super::{Conv1d, Conv2d, Dense};
use crate::kernels::sum_of;
use crate::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use crate::trained::{Part, Trained};
use crate::{Init, Tensor, math};
use core::iter::zip;
use core::slice::{from_mut, from_ref};
use rand::Rng;

/// Batch normalization, `batch_norm`: y = γ (x - μ) / √(σ² + ε) + β, for each value of a row or each channel
/// of a signal or picture (Ioffe and Szegedy, *Batch Normalization: Accelerating Deep Network Training by
/// Reducing Internal Covariate Shift*, 2015, algorithm 1; PyTorch's `BatchNorm1d` and `BatchNorm2d`).
///
/// In training μ and σ² are mean and variance of the batch, over all positions of a channel, and the running
/// averages move towards them: r ← (1 - m) r + m μ with the momentum m; the average of σ² takes n / (n - 1) of
/// it, as an estimate from n values. In inference μ and σ² are these averages.
///
/// Back, with x̂ = (x - μ) / √(σ² + ε) and n values a channel: dE/dβ = Σ dE/dy, dE/dγ = Σ x̂ dE/dy,
/// dE/dx = γ / √(σ² + ε) (dE/dy - dE/dβ / n - x̂ dE/dγ / n).
///
/// A batch with a single value a channel has no variance: it gives β, so that only β learns from it, and leaves
/// the running variance as it is. So train rows in batches, not one by one.
///
/// [`fold_into`](Self::fold_into) makes a trained one part of the layer before.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<batch_norm(2 -> 2) { momentum: 1.0 }> }
///
/// let mut net = Net::ZERO;
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let batch = [[1.0, 10.0], [3.0, 30.0]];
/// let mut workspace = [0.0; Net::workspace_len(2)];
/// let normal = net.forward_train(&batch, &mut workspace)?;
/// assert!((normal[1][0] - 1.0).abs() < 1e-4 && (normal[1][1] - 1.0).abs() < 1e-4);
/// assert_eq!(net.batch_norm.running_mean, [2.0, 20.0]);
/// # Ok::<(), typenet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNorm<const C: usize> {
    /// The factor γ of each channel.
    pub weight: [f32; C],
    /// What is added, β.
    pub bias: [f32; C],
    /// The average of the batches' means.
    pub running_mean: [f32; C],
    /// The average of the batches' variances.
    pub running_var: [f32; C],
    /// Keeps the divisor from zero, ε.
    pub epsilon: f32,
    /// How far the averages move with each batch, m.
    pub momentum: f32,
}

impl<const C: usize> BatchNorm<C> {
    /// All tensors zero, ε 1e-5, momentum 0.1.
    pub const ZERO: Self = BatchNorm {
        weight: [0.0; C],
        bias: [0.0; C],
        running_mean: [0.0; C],
        running_var: [0.0; C],
        epsilon: 1e-5,
        momentum: 0.1,
    };

    /// Makes what this layer does in inference part of the layer in front of it, and leaves this one to pass
    /// values on as they are. A net declared without this layer then takes the other's weights.
    ///
    /// A convolution without biases has no place for what is to be added; that stays here.
    ///
    /// ```
    /// use typenet::prelude::*;
    ///
    /// network! { struct Trained<dense(2 -> 3), batch_norm, relu> }
    /// network! { struct Deployed<dense(2 -> 3), relu> }
    ///
    /// let mut net = Trained::ZERO;
    /// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    /// net.batch_norm.running_mean = [0.5, -1.0, 2.0];
    /// let before = net.forward(&[1.0, 2.0]);
    /// net.batch_norm.fold_into(&mut net.dense);
    /// let deployed = Deployed { dense: net.dense };
    /// for (a, b) in before.into_iter().zip(deployed.forward(&[1.0, 2.0])) {
    ///     assert!((a - b).abs() < 1e-5);
    /// }
    /// ```
    pub fn fold_into(&mut self, before: &mut impl Affine<C>) {
        let scale = self.scale();
        let mut shift = self.bias;
        for ((shift, scale), mean) in zip(zip(&mut shift, scale), self.running_mean) {
            *shift -= scale * mean;
        }
        before.scale(&scale);
        let taken = before.shift(&shift);
        *self = BatchNorm {
            weight: [math::sqrt(1.0 + self.epsilon); C],
            bias: if taken { [0.0; C] } else { shift },
            running_mean: [0.0; C],
            running_var: [1.0; C],
            ..*self
        };
    }

    /// γ / √(σ² + ε) of each channel in inference.
    #[inline]
    fn scale(&self) -> [f32; C] {
        let mut scale = self.weight;
        for (scale, var) in zip(&mut scale, self.running_var) {
            *scale /= math::sqrt(var + self.epsilon);
        }
        scale
    }

    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[C]);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[C]);
    const MEAN: TensorInfo<'static> = TensorInfo::new("running_mean", &[C]).kept();
    const VAR: TensorInfo<'static> = TensorInfo::new("running_var", &[C]).kept();
}

/// A layer whose `C` outputs (or output channels) can be scaled and shifted by its weights, so that a
/// [`BatchNorm`] behind it can become part of it.
pub trait Affine<const C: usize> {
    /// Multiplies each output.
    fn scale(&mut self, scale: &[f32; C]);

    /// Adds to each output; `false` if the layer has no biases to do that with.
    fn shift(&mut self, shift: &[f32; C]) -> bool;
}

impl<const IN: usize, const C: usize> Affine<C> for Dense<IN, C> {
    fn scale(&mut self, scale: &[f32; C]) {
        for row in self.weight.iter_mut().chain([&mut self.bias]) {
            for (w, scale) in zip(row, scale) {
                *w *= scale;
            }
        }
    }

    fn shift(&mut self, shift: &[f32; C]) -> bool {
        for (b, shift) in zip(&mut self.bias, shift) {
            *b += shift;
        }
        true
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
> Affine<OUT>
    for Conv1d<OUT, IN_PER_GROUP, K, GROUPS, BIASES, STRIDE, PAD_START, PAD_END, DILATION>
{
    fn scale(&mut self, scale: &[f32; OUT]) {
        scale_channels(&mut self.weight, &mut self.bias, scale);
    }

    fn shift(&mut self, shift: &[f32; OUT]) -> bool {
        shift_channels(&mut self.bias, shift)
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
> Affine<OUT>
    for Conv2d<
        OUT,
        IN_PER_GROUP,
        KH,
        KW,
        GROUPS,
        BIASES,
        SH,
        SW,
        PAD_TOP,
        PAD_LEFT,
        PAD_BOTTOM,
        PAD_RIGHT,
        DH,
        DW,
    >
{
    fn scale(&mut self, scale: &[f32; OUT]) {
        scale_channels(&mut self.weight, &mut self.bias, scale);
    }

    fn shift(&mut self, shift: &[f32; OUT]) -> bool {
        shift_channels(&mut self.bias, shift)
    }
}

/// Scales a convolution's channels.
fn scale_channels<T: Tensor, const OUT: usize>(
    weight: &mut [T; OUT],
    bias: &mut [f32],
    scale: &[f32; OUT],
) {
    for (weight, scale) in zip(weight, scale) {
        for w in weight.values_mut() {
            *w *= scale;
        }
    }
    for (b, scale) in zip(bias, scale) {
        *b *= scale;
    }
}

/// Shifts a convolution's channels, if it has biases.
fn shift_channels<const OUT: usize>(bias: &mut [f32], shift: &[f32; OUT]) -> bool {
    for (b, shift) in zip(&mut *bias, shift) {
        *b += shift;
    }
    bias.len() == OUT
}

impl<T: Tensor, const C: usize> Layer<[T; C], [T; C]> for BatchNorm<C> {
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = 2 * C;
    /// The batch's means and 1 / √(σ² + ε), in the first sample's room.
    const CACHE: usize = 2 * C;
    const INIT_BEFORE: Option<Init> = None;

    /// γ = 1, β = 0, and averages of values that are normal already.
    fn init(&mut self, _init: Init, _rng: &mut (impl Rng + ?Sized)) {
        self.weight = [1.0; C];
        self.bias = [0.0; C];
        self.running_mean = [0.0; C];
        self.running_var = [1.0; C];
    }

    #[inline]
    fn forward(&self, input: &[T; C], output: &mut [T; C]) {
        self.forward_batch(from_ref(input), from_mut(output));
    }

    #[inline]
    fn forward_batch(&self, inputs: &[[T; C]], outputs: &mut [[T; C]]) {
        let scale = self.scale();
        for (input, output) in zip(inputs, outputs) {
            for c in 0..C {
                normalize(&input[c], &mut output[c], self.running_mean[c], scale[c], self.bias[c]);
            }
        }
    }

    #[inline]
    fn __forward_in_place(&self, values: &mut [[T; C]]) {
        let scale = self.scale();
        for sample in values {
            for c in 0..C {
                for value in sample[c].values_mut() {
                    *value = normalized(*value, self.running_mean[c], scale[c], self.bias[c]);
                }
            }
        }
    }

    #[inline]
    fn forward_train(&mut self, inputs: &[[T; C]], outputs: &mut [[T; C]], cache: &mut [f32]) {
        let Some((means, rest)) = cache.split_first_chunk_mut::<C>() else { return };
        let Some(inverses) = rest.first_chunk_mut::<C>() else { return };
        let count = inputs.len() * T::LEN;
        let share = 1.0 / count as f32;
        *means = [0.0; C];
        for input in inputs {
            for c in 0..C {
                means[c] += sum_of([input[c].values(); 2], |x, _| x);
            }
        }
        for mean in means.iter_mut() {
            *mean *= share;
        }
        let mut vars = [0.0; C];
        for input in inputs {
            for c in 0..C {
                let mean = means[c];
                vars[c] += sum_of([input[c].values(); 2], move |x, _| (x - mean) * (x - mean));
            }
        }
        for c in 0..C {
            let var = vars[c] * share;
            inverses[c] = 1.0 / math::sqrt(var + self.epsilon);
            let stays = 1.0 - self.momentum;
            self.running_mean[c] = stays * self.running_mean[c] + self.momentum * means[c];
            if count > 1 {
                let estimate = vars[c] / (count - 1) as f32;
                self.running_var[c] = stays * self.running_var[c] + self.momentum * estimate;
            }
        }
        for (input, output) in zip(inputs, outputs) {
            for c in 0..C {
                let scale = self.weight[c] * inverses[c];
                normalize(&input[c], &mut output[c], means[c], scale, self.bias[c]);
            }
        }
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [T; C], [T; C]>,
        d_output: &[T; C],
        d_input: Option<&mut [T; C]>,
        gradient: &mut Self,
    ) {
        let Saved { input, output, cache } = saved;
        let saved = Saved { input: from_ref(input), output: from_ref(output), cache };
        self.backward_batch(saved, from_ref(d_output), d_input.map(from_mut), gradient);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[T; C]], [[T; C]]>,
        d_outputs: &[[T; C]],
        d_inputs: Option<&mut [[T; C]]>,
        gradient: &mut Self,
    ) {
        let inputs = saved.input;
        let Some((means, rest)) = saved.cache.split_first_chunk::<C>() else { return };
        let Some(inverses) = rest.first_chunk::<C>() else { return };
        let (mut d_bias, mut d_weight) = ([0.0; C], [0.0; C]);
        for (input, d_output) in zip(inputs, d_outputs) {
            for c in 0..C {
                let mean = means[c];
                let (x, dy) = (input[c].values(), d_output[c].values());
                d_bias[c] += sum_of([dy, dy], |dy, _| dy);
                d_weight[c] += sum_of([x, dy], move |x, dy| (x - mean) * dy);
            }
        }
        for c in 0..C {
            d_weight[c] *= inverses[c];
            gradient.bias[c] += d_bias[c];
            gradient.weight[c] += d_weight[c];
        }
        let Some(d_inputs) = d_inputs else { return };
        let share = 1.0 / (inputs.len() * T::LEN) as f32;
        for ((input, d_output), d_input) in zip(zip(inputs, d_outputs), d_inputs) {
            for c in 0..C {
                let scale = self.weight[c] * inverses[c];
                let (mean_dy, slope) = (share * d_bias[c], share * d_weight[c] * inverses[c]);
                let values = zip(input[c].values(), d_output[c].values());
                for ((x, dy), dx) in zip(values, d_input[c].values_mut()) {
                    *dx = scale * (dy - mean_dy - (x - means[c]) * slope);
                }
            }
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, &self.weight);
        visitor.tensor(Self::BIAS, &self.bias);
        visitor.tensor(Self::MEAN, &self.running_mean);
        visitor.tensor(Self::VAR, &self.running_var);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let mut group = group;
        visitor.tensor(Self::WEIGHT, group.each_mut().map(|layer| &mut layer.weight[..]));
        visitor.tensor(Self::BIAS, group.each_mut().map(|layer| &mut layer.bias[..]));
        visitor.tensor(Self::MEAN, group.each_mut().map(|layer| &mut layer.running_mean[..]));
        visitor.tensor(Self::VAR, group.map(|layer| &mut layer.running_var[..]));
    }
}

impl<P: Part, const C: usize> Trained<P> for BatchNorm<C> {
    const TENSORS: &'static [TensorInfo<'static>] =
        &[Self::WEIGHT, Self::BIAS, Self::MEAN, Self::VAR];
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(Self::WEIGHT, &mut layer.weight);
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        P::WEIGHTS.copy(Self::MEAN, &mut layer.running_mean);
        P::WEIGHTS.copy(Self::VAR, &mut layer.running_var);
        layer
    };
}

#[inline]
fn normalize<T: Tensor>(x: &T, y: &mut T, mean: f32, scale: f32, bias: f32) {
    for (x, y) in zip(x.values(), y.values_mut()) {
        *y = normalized(*x, mean, scale, bias);
    }
}

#[inline]
fn normalized(x: f32, mean: f32, scale: f32, bias: f32) -> f32 {
    (x - mean) * scale + bias
}
