use crate::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use crate::trained::{Part, Trained};
use crate::{Init, math};
use core::iter::zip;
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

    /// The values' mean and 1 / √(σ² + ε).
    #[inline]
    fn statistics(&self, x: &[f32; N]) -> (f32, f32) {
        let mean = x.iter().sum::<f32>() / N as f32;
        let var = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / N as f32;
        (mean, 1.0 / math::sqrt(var + self.epsilon))
    }

    #[inline]
    fn normalize(&self, x: &[f32; N], y: &mut [f32; N]) {
        let (mean, inverse) = self.statistics(x);
        for ((x, y), (w, b)) in zip(zip(x, y), zip(&self.weight, &self.bias)) {
            *y = (x - mean) * inverse * w + b;
        }
    }

    #[inline]
    fn normalize_back(
        &self,
        x: &[f32; N],
        dy: &[f32; N],
        dx: Option<&mut [f32; N]>,
        gradient: &mut Self,
    ) {
        let (mean, inverse) = self.statistics(x);
        let (mut total, mut slope) = (0.0, 0.0);
        for ((x, dy), w) in zip(zip(x, dy), &self.weight) {
            total += w * dy;
            slope += (x - mean) * inverse * (w * dy);
        }
        let parameters = zip(&mut gradient.weight, &mut gradient.bias);
        for ((x, dy), (dw, db)) in zip(zip(x, dy), parameters) {
            *dw += (x - mean) * inverse * dy;
            *db += dy;
        }
        let Some(dx) = dx else { return };
        let (total, slope) = (total / N as f32, slope / N as f32);
        for (((x, dy), w), dx) in zip(zip(zip(x, dy), &self.weight), dx) {
            *dx = inverse * (w * dy - total - (x - mean) * inverse * slope);
        }
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
        self.normalize(input, output);
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [f32; N], [f32; N]>,
        d_output: &[f32; N],
        d_input: Option<&mut [f32; N]>,
        gradient: &mut Self,
    ) {
        self.normalize_back(saved.input, d_output, d_input, gradient);
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
        for (input, output) in zip(input, output) {
            self.normalize(input, output);
        }
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[f32; N]; T], [[f32; N]; T]>,
        d_output: &[[f32; N]; T],
        d_input: Option<&mut [[f32; N]; T]>,
        gradient: &mut Self,
    ) {
        let mut d_input = d_input.map(|d_input| d_input.iter_mut());
        for (input, d_output) in zip(saved.input, d_output) {
            let d_input = d_input.as_mut().and_then(|d_input| d_input.next());
            self.normalize_back(input, d_output, d_input, gradient);
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        self.show(visitor);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        Self::show_mut(group, visitor);
    }
}
