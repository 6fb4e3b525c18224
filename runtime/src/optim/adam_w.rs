use super::adam::{Adapt, correct};
use super::{ForLayer, Optimizer, StateVisitor, rule};
use crate::{Network, math};

/// AdamW: [`Adam`](super::Adam) with weight decay beside the gradient instead of in it, w ← w - ηλw before each
/// step (Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019; PyTorch's `AdamW`). So all weights
/// decay alike, where Adam's average of squares would divide the decay by the size of the gradient.
///
/// It holds two values of the net's type.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(1 -> 1)> }
///
/// let mut net = Net::ZERO;
/// net.dense.weight = [[2.0]];
/// let mut optimizer = AdamW { rate: 0.1, weight_decay: 0.5, ..AdamW::<Net>::NEW };
/// optimizer.step(&mut net, &mut Net::ZERO.clone());
/// assert_eq!(net.dense.weight, [[1.9]]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AdamW<N> {
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

impl<N: Network> AdamW<N> {
    /// Rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-8, weight decay 0.01, before the first step.
    pub const NEW: Self = AdamW {
        rate: 0.001,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.01,
        layers: &[],
        correction: [0.0; 2],
        mean: N::ZERO,
        variance: N::ZERO,
    };
}

boxed!(AdamW);

impl<N: Network> Optimizer<N> for AdamW<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let AdamW { rate, beta1, beta2, epsilon, weight_decay, layers, .. } = *self;
        let [c1, c2] = correct(&mut self.correction, [beta1, beta2]);
        let (step, scale) = (rate / c1, 1.0 / math::sqrt(c2));
        let nets = [net, gradient, &mut self.mean, &mut self.variance];
        rule::apply(nets, layers, |layer| Adapt {
            beta1,
            beta2,
            epsilon,
            weight_decay: 0.0,
            keep: 1.0 - (rate * layer.rate) * (weight_decay * layer.weight_decay),
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
