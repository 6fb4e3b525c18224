use super::{Loss, mean, probabilities};
use crate::{TargetError, Tensor, math};

/// E = -Σᵢ [tᵢ log σ(yᵢ) + (1 - tᵢ) log(1 - σ(yᵢ))] / n, on logits, the mean over the n values of an
/// output; σ is the logistic function (Bishop, *Pattern Recognition and Machine Learning*, 2006,
/// eq. 4.90; PyTorch's `binary_cross_entropy_with_logits`). A target is 0 for no and 1 for yes, or a
/// probability between.
///
/// dE/dyᵢ = (σ(yᵢ) - tᵢ) / n.
///
/// **The net's last layer gives logits**: this loss holds the sigmoid. It is computed as
/// max(y, 0) - t y + log(1 + e^-|y|), which neither overflows nor loses the small end.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss = BinaryCrossEntropy.loss(&[-200.0, 200.0], &[1.0, 1.0], &mut d_output).unwrap();
/// assert_eq!(loss, 100.0);
/// assert_eq!(d_output, [-0.5, 0.0]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotAProbability`] if a target is not between 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinaryCrossEntropy;

impl<T: Tensor> Loss<T, T> for BinaryCrossEntropy {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        probabilities(target.values())?;
        Ok(mean(output, target, d_output, |y, t, share| {
            // For y > 0: y - t y = (1 - t) y, which stays exact where y is large.
            let linear = if y > 0.0 { (1.0 - t) * y } else { -t * y };
            [linear + math::softplus_of_minus_abs(y), share * (math::sigmoid(y) - t)]
        }))
    }
}
