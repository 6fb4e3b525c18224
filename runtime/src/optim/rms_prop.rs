use super::rule::{self, Rule};
use super::{ForLayer, Optimizer, StateVisitor};
use crate::Network;
use crate::kernels::update;
use crate::math::{self, normal_or_zero};

/// RMSProp: g ← g + λw, v ← αv + (1-α)g², u ← μu + g / (√v + ε), w ← w - ηu (Tieleman and Hinton, *Lecture
/// 6.5: rmsprop*, Coursera, 2012; with momentum μ, weight decay λ and ε outside the root as in PyTorch's
/// `RMSprop`, not centered).
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
/// RmsProp { rate: 0.01, ..RmsProp::<Net>::NEW }.step(&mut net, &mut gradient);
/// // The average starts at 0, so the first step has ten times the rate's size: 1/√(1 - 0.99).
/// assert!((net.dense.weight[0][0] - -0.1).abs() < 1e-6);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RmsProp<N> {
    /// The learning rate η.
    pub rate: f32,
    /// The decay of the squared gradient's average, α.
    pub alpha: f32,
    /// Keeps the divisor from zero, ε.
    pub epsilon: f32,
    /// How much of the velocity stays from step to step, μ. 0 for none.
    pub momentum: f32,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
    /// The squared gradient's average, v.
    pub mean_square: N,
    /// The velocity u.
    pub velocity: N,
}

impl<N: Network> RmsProp<N> {
    /// Rate 0.01, α 0.99, ε 1e-8, no momentum, no weight decay, before the first step.
    pub const NEW: Self = RmsProp {
        rate: 0.01,
        alpha: 0.99,
        epsilon: 1e-8,
        momentum: 0.0,
        weight_decay: 0.0,
        layers: &[],
        mean_square: N::ZERO,
        velocity: N::ZERO,
    };
}

boxed!(RmsProp);

impl<N: Network> Optimizer<N> for RmsProp<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let RmsProp { rate, alpha, epsilon, momentum, weight_decay, layers, .. } = *self;
        let nets = [net, gradient, &mut self.mean_square, &mut self.velocity];
        rule::apply(nets, layers, |layer| Normalize {
            rate: rate * layer.rate,
            alpha,
            epsilon,
            momentum,
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
        visitor.net("mean_square", &mut self.mean_square);
        visitor.net("velocity", &mut self.velocity);
    }
}

#[derive(Clone, Copy)]
struct Normalize {
    rate: f32,
    alpha: f32,
    epsilon: f32,
    momentum: f32,
    weight_decay: f32,
}

impl Rule<4> for Normalize {
    #[inline(always)]
    fn apply(&self, [w, g, v, u]: [&mut f32; 4]) {
        let slope = *g + self.weight_decay * *w;
        *v = normal_or_zero(self.alpha * *v + (1.0 - self.alpha) * (slope * slope));
        *u = normal_or_zero(self.momentum * *u + slope / (math::sqrt(*v) + self.epsilon));
        *w -= self.rate * *u;
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 4]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
