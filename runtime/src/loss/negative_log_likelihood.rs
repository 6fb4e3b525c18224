use super::Loss;
use crate::TargetError;

/// E = -y_t, on log-probabilities, for a class t (Goodfellow et al., *Deep Learning*, 2016, section 6.2.1.1;
/// PyTorch's `nll_loss`).
///
/// dE/dyᵢ is -1 for i = t and 0 elsewhere.
///
/// **The net's last layer is to be `log_softmax`.** With logits it is [`CrossEntropy`](super::CrossEntropy),
/// the two in one step. Nothing checks that outputs are logarithms of probabilities: of others the loss is
/// just as defined, but the net can make it as small as it likes without being right.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 3];
/// let log_probabilities = [0.5_f32, 0.25, 0.25].map(f32::ln);
/// let loss = NegativeLogLikelihood.loss(&log_probabilities, &0, &mut d_output).unwrap();
/// assert_eq!(loss, 2.0_f32.ln());
/// assert_eq!(d_output, [-1.0, 0.0, 0.0]);
/// ```
///
/// # Errors
///
/// [`TargetError::Label`] if the class is not below `N`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NegativeLogLikelihood;

impl<const N: usize> Loss<[f32; N], usize> for NegativeLogLikelihood {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        &label: &usize,
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        *d_output = [0.0; N];
        let (Some(log_probability), Some(d)) = (output.get(label), d_output.get_mut(label)) else {
            return Err(TargetError::Label { label, classes: N });
        };
        *d = -1.0;
        Ok(-log_probability)
    }
}
