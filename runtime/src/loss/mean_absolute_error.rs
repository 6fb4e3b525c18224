use super::{Loss, finite, mean};
use crate::{TargetError, Tensor};

/// E = Σᵢ |yᵢ - tᵢ| / n, the mean over the n values of an output (Goodfellow et al., *Deep Learning*,
/// 2016, eq. 6.18; PyTorch's `l1_loss`). A net that makes it small gives the median of what it was shown,
/// so a few wild targets count little.
///
/// dE/dyᵢ = sign(yᵢ - tᵢ) / n, and 0 where yᵢ = tᵢ.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss = MeanAbsoluteError.loss(&[3.0, 0.5], &[1.0, 0.5], &mut d_output).unwrap();
/// assert_eq!(loss, 1.0);
/// assert_eq!(d_output, [0.5, 0.0]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotFinite`] if a target is NaN or infinite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeanAbsoluteError;

impl<T: Tensor> Loss<T, T> for MeanAbsoluteError {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        finite(target.values())?;
        Ok(mean(output, target, d_output, |y, t, share| {
            let difference = y - t;
            [difference.abs(), share * (f32::from(difference > 0.0) - f32::from(difference < 0.0))]
        }))
    }
}
