use super::rule::{self, Rule};
use super::{ForLayer, Optimizer, StateVisitor};
use crate::Network;
use crate::kernels::update;
use crate::math::{normal_or_zero, sign};

/// Lion: u = sign(β₁m + (1-β₁)g), w ← w - η(u + λw), m ← β₂m + (1-β₂)g, where the sign of 0 is 0 (Chen et al.,
/// *Symbolic Discovery of Optimization Algorithms*, 2023, algorithm 2).
///
/// Every step has the size of the rate, so the rate is to be some 3 to 10 times smaller than Adam's, and the
/// weight decay as much larger (section 5 there).
///
/// It holds one value of the net's type.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(2 -> 1)> }
///
/// let mut net = Net::ZERO;
/// let mut gradient = Net::ZERO;
/// gradient.dense.weight = [[1234.5], [-0.01]];
/// Lion { rate: 0.01, ..Lion::<Net>::NEW }.step(&mut net, &mut gradient);
/// assert_eq!(net.dense.weight, [[-0.01], [0.01]]);
/// assert_eq!(net.dense.bias, [0.0]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Lion<N> {
    /// The learning rate η.
    pub rate: f32,
    /// How much the average counts in a step, β₁.
    pub beta1: f32,
    /// The decay of the gradient's average, β₂.
    pub beta2: f32,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
    /// The gradient's average, m.
    pub mean: N,
}

impl<N: Network> Lion<N> {
    /// Rate 0.0001, β₁ 0.9, β₂ 0.99, no weight decay, before the first step.
    pub const NEW: Self = Lion {
        rate: 0.0001,
        beta1: 0.9,
        beta2: 0.99,
        weight_decay: 0.0,
        layers: &[],
        mean: N::ZERO,
    };
}

boxed!(Lion);

impl<N: Network> Optimizer<N> for Lion<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Lion { rate, beta1, beta2, weight_decay, layers, ref mut mean } = *self;
        rule::apply([net, gradient, mean], layers, |layer| FollowSigns {
            rate: rate * layer.rate,
            beta1,
            beta2,
            weight_decay: weight_decay * layer.weight_decay,
        });
    }

    fn rate_mut(&mut self) -> &mut f32 {
        &mut self.rate
    }

    fn layers(&self) -> &[ForLayer] {
        self.layers
    }

    fn state(&mut self, visitor: &mut dyn StateVisitor<N>) {
        visitor.net("mean", &mut self.mean);
    }
}

#[derive(Clone, Copy)]
struct FollowSigns {
    rate: f32,
    beta1: f32,
    beta2: f32,
    weight_decay: f32,
}

impl Rule<3> for FollowSigns {
    #[inline(always)]
    fn apply(&self, [w, g, m]: [&mut f32; 3]) {
        let direction = sign(self.beta1 * *m + (1.0 - self.beta1) * *g);
        *w -= self.rate * (direction + self.weight_decay * *w);
        *m = normal_or_zero(self.beta2 * *m + (1.0 - self.beta2) * *g);
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 3]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
