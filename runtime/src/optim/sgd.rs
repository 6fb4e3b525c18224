use super::{ForLayer, Optimizer, for_each_tensor};
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
        for_each_tensor([net, gradient], layers, |tensors, layer| {
            descend(tensors, rate * layer.rate, weight_decay * layer.weight_decay);
        });
    }

    fn rate_mut(&mut self) -> &mut f32 {
        &mut self.rate
    }

    fn layers(&self) -> &[ForLayer] {
        self.layers
    }
}

/// Steps one tensor. No part of generic code, so that it is compiled with this crate and optimized with it.
fn descend(mut tensors: [&mut [f32]; 2], rate: f32, weight_decay: f32) {
    update(&mut tensors, &move |[w, g]| {
        *w -= rate * (*g + weight_decay * *w);
        *g = 0.0;
    });
}
