use super::rule::{self, Rule};
use super::{ForLayer, Optimizer};
use crate::Network;
use crate::kernels::update;

/// Plain gradient descent: g ← g + λw, w ← w - ηg (Bishop, *Pattern Recognition and Machine Learning*,
/// 2006, eq. 5.41; weight decay λ as in PyTorch's `SGD`).
///
/// It remembers nothing, so it costs no memory beside the gradient.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(1 -> 1)> }
///
/// let mut net = Net::ZERO;
/// let mut gradient = Net::ZERO;
/// gradient.dense.weight = [[0.5]];
/// Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut net, &mut gradient);
/// assert_eq!(net.dense.weight, [[-0.05]]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    /// The learning rate η.
    pub rate: f32,
    /// Weight decay λ: how strongly each parameter is pulled to zero. 0 for none.
    pub weight_decay: f32,
    /// Layers with settings of their own.
    pub layers: &'static [ForLayer],
}

impl Sgd {
    /// Rate 0.01, no weight decay.
    pub const NEW: Self = Sgd { rate: 0.01, weight_decay: 0.0, layers: &[] };
}

impl Default for Sgd {
    fn default() -> Self {
        Self::NEW
    }
}

impl<N: Network> Optimizer<N> for Sgd {
    #[inline]
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        let Sgd { rate, weight_decay, layers } = *self;
        rule::apply([net, gradient], layers, |layer| Descent {
            rate: rate * layer.rate,
            weight_decay: weight_decay * layer.weight_decay,
        });
    }

    fn rate_mut(&mut self) -> &mut f32 {
        &mut self.rate
    }

    fn layers(&self) -> &[ForLayer] {
        self.layers
    }
}

#[derive(Clone, Copy)]
struct Descent {
    rate: f32,
    weight_decay: f32,
}

impl Rule<2> for Descent {
    #[inline(always)]
    fn apply(&self, [w, g]: [&mut f32; 2]) {
        *w -= self.rate * (*g + self.weight_decay * *w);
        *g = 0.0;
    }

    fn apply_to_tensor(self, mut tensors: [&mut [f32]; 2]) {
        update(&mut tensors, &move |numbers| self.apply(numbers));
    }
}
