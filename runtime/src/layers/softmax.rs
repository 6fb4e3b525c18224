use crate::kernels::{softmax, softmax_back};
use crate::layer::{Layer, Saved};

/// Makes probabilities of logits, `softmax`: yᵢ = e^xᵢ / Σⱼ e^xⱼ (Bishop, *Pattern Recognition and Machine
/// Learning*, 2006, eq. 4.104). The largest x is taken off first, so none is too large.
///
/// Back: dE/dxᵢ = yᵢ (dE/dyᵢ - Σⱼ yⱼ dE/dyⱼ).
///
/// **Not in front of [`CrossEntropy`](crate::loss::CrossEntropy)**, which takes logits and holds a softmax
/// of its own: with both, training is slow and ends worse. Train on the logits, and take the softmax of an
/// answer where its probabilities are wanted.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<softmax(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[500.0, 500.0, -500.0]), [0.5, 0.5, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softmax;

impl<const N: usize> Layer<[f32; N], [f32; N]> for Softmax {
    const ZERO: Self = Softmax;

    #[inline]
    fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
        softmax(input, output);
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [f32; N], [f32; N]>,
        d_output: &[f32; N],
        d_input: Option<&mut [f32; N]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        softmax_back([saved.output, d_output], d_input);
    }
}
