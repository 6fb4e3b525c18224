use super::Optimizer;
use crate::kernels::update;
use crate::{Network, math};

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
        correction: [0.0; 2],
        mean: N::ZERO,
        variance: N::ZERO,
    };
}

#[cfg(feature = "alloc")]
impl<N: Network> Adam<N> {
    /// A new optimizer in a box, made there: however large the net, it never crosses the stack.
    pub fn boxed() -> alloc::boxed::Box<Self> {
        crate::boxed::boxed::<Self>()
    }
}

#[cfg(feature = "alloc")]
impl<N: Network> crate::boxed::Constant for Adam<N> {
    type Type = Self;
    const VALUE: Self = Self::NEW;
}

impl<N: Network> Optimizer<N> for Adam<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Adam { rate, beta1, beta2, epsilon, weight_decay, .. } = *self;
        // As averages the corrections stay exact for ever; 1 - β^t as written loses its digits at small t.
        let [c1, c2] = &mut self.correction;
        *c1 = beta1 * *c1 + (1.0 - beta1);
        *c2 = beta2 * *c2 + (1.0 - beta2);
        let (step, scale) = (rate / *c1, 1.0 / math::sqrt(*c2));
        N::parameters_mut(
            [net, gradient, &mut self.mean, &mut self.variance],
            &mut |tensors: [&mut [f32]; 4]| {
                adapt(tensors, [beta1, beta2, epsilon, weight_decay], step, scale);
            },
        );
    }
}

/// Steps one tensor. No part of generic code, so that it is compiled with this crate and optimized with it.
fn adapt(
    tensors: [&mut [f32]; 4],
    [beta1, beta2, epsilon, weight_decay]: [f32; 4],
    step: f32,
    scale: f32,
) {
    update(tensors, |[w, g, m, v]| {
        let slope = *g + weight_decay * *w;
        *m = beta1 * *m + (1.0 - beta1) * slope;
        *v = beta2 * *v + (1.0 - beta2) * (slope * slope);
        *w -= step * *m / (math::sqrt(*v) * scale + epsilon);
        *g = 0.0;
    });
}
