//! What all optimizers do alike: a rule for each parameter.

use super::{ForLayer, for_each_tensor};
use crate::Network;
use crate::kernels;

/// What becomes of a parameter: of its numbers in `K` nets, such as the weight, its gradient and an average.
pub(super) trait Rule<const K: usize>: Copy + Sync {
    /// One parameter. `inline(always)`, or it is compiled for the wrong processor.
    fn apply(&self, numbers: [&mut f32; K]);

    /// All parameters of a tensor, by [`kernels::update`]. Not a default method, since that would be compiled
    /// with the user's crate instead of this one, in debug without optimization.
    fn apply_to_tensor(self, tensors: [&mut [f32]; K]);
}

/// Applies a layer's rule to all that is learned in it: in a small net at one go, in others tensor by tensor.
#[inline]
pub(super) fn apply<N: Network, R: Rule<K>, const K: usize>(
    nets: [&mut N; K],
    layers: &[ForLayer],
    rule: impl Fn(&ForLayer) -> R,
) {
    if const { kernels::suits_a_net(N::MULTIPLY_ADDS) } && layers.is_empty() {
        let rule = rule(&ForLayer::NEW);
        kernels::update_net(nets, move |numbers| rule.apply(numbers));
    } else {
        for_each_tensor(nets, layers, |tensors, layer| rule(layer).apply_to_tensor(tensors));
    }
}
