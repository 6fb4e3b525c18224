use super::{Loss, finite, mean};
use crate::{TargetError, Tensor};

/// E = Σᵢ (yᵢ - tᵢ)² / n, the mean over the n values of an output (Bishop, *Pattern Recognition and
/// Machine Learning*, 2006, eq. 1.2, divided by n/2; PyTorch's `mse_loss`).
///
/// dE/dyᵢ = 2 (yᵢ - tᵢ) / n.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss = MeanSquaredError.loss(&[0.0, 0.5], &[0.5, 1.0], &mut d_output).unwrap();
/// assert_eq!(loss, 0.25);
/// assert_eq!(d_output, [-0.5, -0.5]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotFinite`] if a target is NaN or infinite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanSquaredError;

impl<T: Tensor> Loss<T, T> for MeanSquaredError {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        finite(target.values())?;
        Ok(mean(output, target, d_output, |y, t, share| {
            let difference = y - t;
            [difference * difference, 2.0 * share * difference]
        }))
    }
}
