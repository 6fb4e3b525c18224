use super::clip::sum;
use super::{ForLayer, for_each_tensor};
use crate::Network;
use crate::kernels::update;
use crate::math::sign;

/// A penalty on large weights, to be added to the loss: E = λ₁ Σ|w| + λ₂/2 Σw², with dE/dw = λ₁ sign(w) + λ₂w
/// (Goodfellow et al., *Deep Learning*, 2016, section 7.1).
///
/// λ₁ makes weights zero, λ₂ makes them small; with [`Sgd`](super::Sgd), λ₂ is the same as its weight decay. A
/// layer's factor of weight decay is here one of its penalty, so that biases, say, may be left out.
///
/// ```
/// use typenet::optim::{ForLayer, Penalty};
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(2 -> 1)> }
///
/// let mut net = Net::ZERO;
/// net.dense.weight = [[3.0], [-2.0]];
/// net.dense.bias = [5.0];
/// let mut gradient = Net::ZERO;
/// let penalty = Penalty {
///     l1: 0.5,
///     l2: 0.25,
///     layers: &[ForLayer { layer: "dense.bias", weight_decay: 0.0, ..ForLayer::NEW }],
/// };
/// let loss = penalty.add(&mut net, &mut gradient);
/// assert_eq!(loss, 0.5 * (3.0 + 2.0) + 0.125 * (9.0 + 4.0));
/// assert_eq!(gradient.dense.weight, [[0.5 + 0.75], [-0.5 - 0.5]]);
/// assert_eq!(gradient.dense.bias, [0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalty {
    /// How much the sum of all |w| counts, λ₁.
    pub l1: f32,
    /// How much half the sum of all w² counts, λ₂.
    pub l2: f32,
    /// Layers with a factor of their own.
    pub layers: &'static [ForLayer],
}

impl Penalty {
    /// None.
    pub const NEW: Self = Penalty { l1: 0.0, l2: 0.0, layers: &[] };

    /// Adds the penalty's gradient to `gradient` and returns the penalty. The net stays as it is.
    pub fn add<N: Network>(&self, net: &mut N, gradient: &mut N) -> f32 {
        let Penalty { l1, l2, layers } = *self;
        let mut penalty = 0.0;
        for_each_tensor([net, gradient], layers, |tensors, layer| {
            penalty += penalize(tensors, layer.weight_decay * l1, layer.weight_decay * l2);
        });
        penalty
    }
}

impl Default for Penalty {
    fn default() -> Self {
        Self::NEW
    }
}

/// The penalty of one tensor. No part of generic code, so that it is compiled with this crate and optimized
/// with it.
fn penalize([weights, gradient]: [&mut [f32]; 2], l1: f32, l2: f32) -> f32 {
    let penalty = sum(weights, |w| l1 * w.abs() + 0.5 * l2 * (w * w));
    update(&mut [weights, gradient], &move |[w, g]| *g += l1 * sign(*w) + l2 * *w);
    penalty
}
