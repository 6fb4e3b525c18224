use super::rule::{self, Rule};
use super::{ForLayer, Optimizer, StateVisitor};
use crate::Network;
use crate::kernels::update;
use crate::math::normal_or_zero;

/// Gradient descent with momentum: g ← g + λw, v ← μv + g, w ← w - ηv; with Nesterov's look ahead
/// w ← w - η(g + μv) (Sutskever et al., *On the importance of initialization and momentum in deep
/// learning*, 2013, in the form of PyTorch's `SGD`).
///
/// It holds one value of the net's type.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(1 -> 1)> }
///
/// let mut net = Net::ZERO;
/// let mut gradient = Net::ZERO;
/// let mut optimizer = Momentum { rate: 0.1, ..Momentum::<Net>::NEW };
/// for _ in 0..2 {
///     gradient.dense.bias = [1.0];
///     optimizer.step(&mut net, &mut gradient);
/// }
/// assert_eq!(net.dense.bias, [-0.1 - 0.1 * 1.9]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Momentum<N> {
    /// The learning rate η.
    pub rate: f32,
    /// How much of the velocity stays from step to step, μ.
    pub momentum: f32,
    /// Whether the gradient is taken as if the velocity had already been followed.
    pub nesterov: bool,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
    /// The velocity v.
    pub velocity: N,
}

impl<N: Network> Momentum<N> {
    /// Rate 0.01, momentum 0.9, not Nesterov, no weight decay, at rest.
    pub const NEW: Self = Momentum {
        rate: 0.01,
        momentum: 0.9,
        nesterov: false,
        weight_decay: 0.0,
        layers: &[],
        velocity: N::ZERO,
    };
}

boxed!(Momentum);

impl<N: Network> Optimizer<N> for Momentum<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Momentum { rate, momentum, nesterov, weight_decay, layers, ref mut velocity } = *self;
        rule::apply([net, gradient, velocity], layers, |layer| Roll {
            rate: rate * layer.rate,
            momentum,
            nesterov,
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
        visitor.net("velocity", &mut self.velocity);
    }
}

#[derive(Clone, Copy)]
struct Roll {
    rate: f32,
    momentum: f32,
    nesterov: bool,
    weight_decay: f32,
}

impl Rule<3> for Roll {
    #[inline(always)]
    fn apply(&self, [w, g, v]: [&mut f32; 3]) {
        let slope = *g + self.weight_decay * *w;
        *v = normal_or_zero(self.momentum * *v + slope);
        *w -= self.rate * if self.nesterov { slope + self.momentum * *v } else { *v };
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 3]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
