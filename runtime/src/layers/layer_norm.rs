use crate::kernels::{Normal, normalize, normalize_back};
use crate::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use crate::network::backward_one;
use crate::trained::{Part, Trained};
use crate::{Init, Tensor};
use core::slice::{from_mut, from_ref};
use rand::Rng;

/// Layer normalization, `layer_norm`: yᵢ = γᵢ (xᵢ - μ) / √(σ² + ε) + βᵢ with mean and variance of the sample's
/// own values (Ba, Kiros and Hinton, *Layer Normalization*, 2016; PyTorch's `LayerNorm` over the last axis). In a
/// sequence each step is normalized by itself.
///
/// Back, with x̂ᵢ = (xᵢ - μ) / √(σ² + ε) and gᵢ = γᵢ dE/dyᵢ: dE/dβᵢ = dE/dyᵢ, dE/dγᵢ = x̂ᵢ dE/dyᵢ,
/// dE/dxᵢ = (gᵢ - Σⱼ gⱼ / n - x̂ᵢ Σⱼ x̂ⱼ gⱼ / n) / √(σ² + ε).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<layer_norm(2 -> 2)> }
///
/// let mut net = Net::ZERO;
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let [a, b] = net.forward(&[10.0, 30.0]);
/// assert!((a + 1.0).abs() < 1e-6 && (b - 1.0).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerNorm<const N: usize> {
    /// The factor γ of each value.
    pub weight: [f32; N],
    /// What is added, β.
    pub bias: [f32; N],
    /// Keeps the divisor from zero, ε.
    pub epsilon: f32,
}

impl<const N: usize> LayerNorm<N> {
    /// γ and β zero, ε 1e-5.
    pub const ZERO: Self = LayerNorm { weight: [0.0; N], bias: [0.0; N], epsilon: 1e-5 };

    /// γ = 1 and β = 0.
    pub fn init(&mut self) {
        self.weight = [1.0; N];
        self.bias = [0.0; N];
    }

    fn normal(&self) -> Normal<'_> {
        Normal { weight: &self.weight, bias: &self.bias, epsilon: self.epsilon }
    }

    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[N]);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[N]);

    fn show(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, &self.weight);
        visitor.tensor(Self::BIAS, &self.bias);
    }

    fn show_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let mut group = group;
        visitor.tensor(Self::WEIGHT, group.each_mut().map(|layer| &mut layer.weight[..]));
        visitor.tensor(Self::BIAS, group.map(|layer| &mut layer.bias[..]));
    }
}

impl<P: Part, const N: usize> Trained<P> for LayerNorm<N> {
    const TENSORS: &'static [TensorInfo<'static>] = &[Self::WEIGHT, Self::BIAS];
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(Self::WEIGHT, &mut layer.weight);
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        layer
    };
}

impl<const N: usize> Layer<[f32; N], [f32; N]> for LayerNorm<N> {
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = 2 * N;
    const INIT_BEFORE: Option<Init> = None;

    fn init(&mut self, _init: Init, _rng: &mut (impl Rng + ?Sized)) {
        self.init();
    }

    #[inline]
    fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
        self.forward_batch(from_ref(input), from_mut(output));
    }

    #[inline]
    fn forward_batch(&self, inputs: &[[f32; N]], outputs: &mut [[f32; N]]) {
        normalize(self.normal(), Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [f32; N], [f32; N]>,
        d_output: &[f32; N],
        d_input: Option<&mut [f32; N]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[f32; N]], [[f32; N]]>,
        d_outputs: &[[f32; N]],
        d_inputs: Option<&mut [[f32; N]]>,
        gradient: &mut Self,
    ) {
        let rows = [saved.input, d_outputs].map(Tensor::flatten);
        let gradients = [&mut gradient.weight[..], &mut gradient.bias];
        normalize_back(self.normal(), rows, d_inputs.map(Tensor::flatten_mut), gradients);
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        self.show(visitor);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        Self::show_mut(group, visitor);
    }
}

impl<const N: usize, const T: usize> Layer<[[f32; N]; T], [[f32; N]; T]> for LayerNorm<N> {
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = 2 * N;
    const INIT_BEFORE: Option<Init> = None;

    fn init(&mut self, _init: Init, _rng: &mut (impl Rng + ?Sized)) {
        self.init();
    }

    #[inline]
    fn forward(&self, input: &[[f32; N]; T], output: &mut [[f32; N]; T]) {
        self.forward_batch(from_ref(input), from_mut(output));
    }

    #[inline]
    fn forward_batch(&self, inputs: &[[[f32; N]; T]], outputs: &mut [[[f32; N]; T]]) {
        normalize(self.normal(), Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[f32; N]; T], [[f32; N]; T]>,
        d_output: &[[f32; N]; T],
        d_input: Option<&mut [[f32; N]; T]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[f32; N]; T]], [[[f32; N]; T]]>,
        d_outputs: &[[[f32; N]; T]],
        d_inputs: Option<&mut [[[f32; N]; T]]>,
        gradient: &mut Self,
    ) {
        let rows = [saved.input, d_outputs].map(Tensor::flatten);
        let gradients = [&mut gradient.weight[..], &mut gradient.bias];
        normalize_back(self.normal(), rows, d_inputs.map(Tensor::flatten_mut), gradients);
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        self.show(visitor);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        Self::show_mut(group, visitor);
    }
}
