use super::rule::{self, Rule};
use super::{ForLayer, Optimizer, StateVisitor};
use crate::Network;
use crate::kernels::update;
use crate::math::{self, normal_or_zero};

/// Adam: g ← g + λw, m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g²,
/// w ← w - η (m / c₁) / (√(v / c₂) + ε) with cᵢ = 1 - βᵢᵗ after t steps (Kingma and Ba, *Adam: A Method
/// for Stochastic Optimization*, 2015, algorithm 1; weight decay λ as in PyTorch's `Adam`).
///
/// It holds two values of the net's type.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(1 -> 1)> }
///
/// let mut net = Net::ZERO;
/// let mut gradient = Net::ZERO;
/// gradient.dense.weight = [[1234.5]];
/// Adam { rate: 0.01, ..Adam::<Net>::NEW }.step(&mut net, &mut gradient);
/// assert!((net.dense.weight[0][0] - -0.01).abs() < 1e-6); // the first step has the rate's size
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Adam<N> {
    /// The learning rate η.
    pub rate: f32,
    /// The decay of the gradient's average, β₁.
    pub beta1: f32,
    /// The decay of the squared gradient's average, β₂.
    pub beta2: f32,
    /// Keeps the divisor from zero, ε.
    pub epsilon: f32,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
    /// What 1 - β₁ᵗ and 1 - β₂ᵗ are now: the averages of a gradient that was always 1.
    pub correction: [f32; 2],
    /// The gradient's average, m.
    pub mean: N,
    /// The squared gradient's average, v.
    pub variance: N,
}

impl<N: Network> Adam<N> {
    /// Rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-8, no weight decay, before the first step.
    pub const NEW: Self = Adam {
        rate: 0.001,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.0,
        layers: &[],
        correction: [0.0; 2],
        mean: N::ZERO,
        variance: N::ZERO,
    };
}

boxed!(Adam);

impl<N: Network> Optimizer<N> for Adam<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Adam { rate, beta1, beta2, epsilon, weight_decay, layers, .. } = *self;
        let [c1, c2] = correct(&mut self.correction, [beta1, beta2]);
        let (step, scale) = (rate / c1, 1.0 / math::sqrt(c2));
        let nets = [net, gradient, &mut self.mean, &mut self.variance];
        rule::apply(nets, layers, |layer| Adapt {
            beta1,
            beta2,
            epsilon,
            weight_decay: weight_decay * layer.weight_decay,
            keep: 1.0,
            step: step * layer.rate,
            scale,
        });
    }

    fn rate_mut(&mut self) -> &mut f32 {
        &mut self.rate
    }

    fn layers(&self) -> &[ForLayer] {
        self.layers
    }

    fn state(&mut self, visitor: &mut dyn StateVisitor<N>) {
        visitor.scalars("correction", &mut self.correction);
        visitor.net("mean", &mut self.mean);
        visitor.net("variance", &mut self.variance);
    }
}

/// Moves the corrections on by a step. As averages they stay exact for ever; 1 - βᵗ as written loses its digits
/// at small t.
pub(super) fn correct(correction: &mut [f32; 2], [beta1, beta2]: [f32; 2]) -> [f32; 2] {
    let [c1, c2] = correction;
    *c1 = beta1 * *c1 + (1.0 - beta1);
    *c2 = beta2 * *c2 + (1.0 - beta2);
    [*c1, *c2]
}

/// Adam's rule, and AdamW's: of a weight `keep` stays before the step.
#[derive(Clone, Copy)]
pub(super) struct Adapt {
    pub beta1: f32,
    pub beta2: f32,
    pub epsilon: f32,
    pub weight_decay: f32,
    pub keep: f32,
    pub step: f32,
    pub scale: f32,
}

impl Rule<4> for Adapt {
    #[inline(always)]
    fn apply(&self, [w, g, m, v]: [&mut f32; 4]) {
        let slope = *g + self.weight_decay * *w;
        *m = normal_or_zero(self.beta1 * *m + (1.0 - self.beta1) * slope);
        *v = normal_or_zero(self.beta2 * *v + (1.0 - self.beta2) * (slope * slope));
        *w = self.keep * *w - self.step * (*m / (math::sqrt(*v) * self.scale + self.epsilon));
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 4]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
