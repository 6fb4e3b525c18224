use crate::kernels::{log_softmax_back, softmax};
use crate::layer::{Layer, Saved};

/// The logarithm of probabilities from logits, `log_softmax`: yᵢ = xᵢ - log Σⱼ e^xⱼ (Goodfellow et al.,
/// *Deep Learning*, 2016, eq. 6.30). The largest x is taken off first, so none is too large, and small
/// probabilities keep their digits.
///
/// Back: dE/dxᵢ = dE/dyᵢ - e^yᵢ Σⱼ dE/dyⱼ.
///
/// As [`softmax`](crate::layers::Softmax), it has no place in front of
/// [`CrossEntropy`](crate::loss::CrossEntropy).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<log_softmax(2 -> 2)> }
///
/// assert_eq!(Net::ZERO.forward(&[500.0, -500.0]), [0.0, -1000.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSoftmax;

impl<const N: usize> Layer<[f32; N], [f32; N]> for LogSoftmax {
    const ZERO: Self = LogSoftmax;

    #[inline]
    fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
        let (largest, log_total) = softmax(input, output);
        for (y, x) in output.iter_mut().zip(input) {
            *y = (x - largest) - log_total;
        }
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
        log_softmax_back([saved.output, d_output], d_input);
    }
}
