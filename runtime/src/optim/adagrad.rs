use super::rule::{self, Rule};
use super::{ForLayer, Optimizer, StateVisitor};
use crate::kernels::update;
use crate::{Network, math};

/// Adagrad: g ← g + λw, s ← s + g², w ← w - η/(1 + (t-1)δ) g / (√(s₀ + s) + ε) in step t (Duchi, Hazan and
/// Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic Optimization*, 2011; decay δ of the
/// rate, initial sum s₀ and weight decay λ as in PyTorch's `Adagrad`).
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
/// let mut optimizer = Adagrad { rate: 0.1, ..Adagrad::<Net>::NEW };
/// for _ in 0..2 {
///     gradient.dense.bias = [5.0];
///     optimizer.step(&mut net, &mut gradient);
/// }
/// assert!((net.dense.bias[0] - (-0.1 - 0.1 / 2.0_f32.sqrt())).abs() < 1e-6);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Adagrad<N> {
    /// The learning rate η.
    pub rate: f32,
    /// How fast the rate itself decays, δ. 0 for not.
    pub rate_decay: f32,
    /// Keeps the divisor from zero, ε.
    pub epsilon: f32,
    /// What the sum of squares starts from, s₀.
    pub initial_sum: f32,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
    /// How many steps there were. From 2²⁴ on, where a float cannot count, it stays.
    pub steps: f32,
    /// The sum of the gradient's squares, s.
    pub sum: N,
}

impl<N: Network> Adagrad<N> {
    /// Rate 0.01, which does not decay, ε 1e-10, sums from 0, no weight decay, before the first step.
    pub const NEW: Self = Adagrad {
        rate: 0.01,
        rate_decay: 0.0,
        epsilon: 1e-10,
        initial_sum: 0.0,
        weight_decay: 0.0,
        layers: &[],
        steps: 0.0,
        sum: N::ZERO,
    };
}

boxed!(Adagrad);

impl<N: Network> Optimizer<N> for Adagrad<N> {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Adagrad { rate, rate_decay, epsilon, initial_sum, weight_decay, layers, .. } = *self;
        let rate = rate / (1.0 + self.steps * rate_decay);
        self.steps += 1.0;
        rule::apply([net, gradient, &mut self.sum], layers, |layer| SlowDown {
            rate: rate * layer.rate,
            initial_sum,
            epsilon,
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
        visitor.scalars("steps", core::slice::from_mut(&mut self.steps));
        visitor.net("sum", &mut self.sum);
    }
}

#[derive(Clone, Copy)]
struct SlowDown {
    rate: f32,
    initial_sum: f32,
    epsilon: f32,
    weight_decay: f32,
}

impl Rule<3> for SlowDown {
    #[inline(always)]
    fn apply(&self, [w, g, s]: [&mut f32; 3]) {
        let slope = *g + self.weight_decay * *w;
        *s += slope * slope;
        *w -= self.rate * slope / (math::sqrt(self.initial_sum + *s) + self.epsilon);
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 3]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
