use super::{Loss, finite, mean};
use crate::math::{at_least, at_most};
use crate::{TargetError, Tensor};

/// The mean over the n values of an output of dᵢ²/2 where |dᵢ| ≤ δ, and δ (|dᵢ| - δ/2) beyond, with
/// dᵢ = yᵢ - tᵢ (Huber, *Robust Estimation of a Location Parameter*, 1964; PyTorch's `huber_loss`): a square
/// near the target, a straight line far from it. PyTorch's `smooth_l1_loss` is this one divided by δ.
///
/// dE/dyᵢ = dᵢ/n, held between -δ/n and δ/n.
///
/// δ is 1 unless it is given: `Huber { delta: 0.5 }`.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss = Huber::NEW.loss(&[0.5, 3.0], &[0.0, 0.0], &mut d_output).unwrap();
/// assert_eq!(loss, (0.125 + 2.5) / 2.0);
/// assert_eq!(d_output, [0.25, 0.5]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotFinite`] if a target is NaN or infinite; [`TargetError::Setting`] if `delta` is not
/// above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    /// δ: where the square becomes a straight line.
    pub delta: f32,
}

impl Huber {
    /// δ = 1.
    pub const NEW: Self = Huber { delta: 1.0 };
}

impl Default for Huber {
    fn default() -> Self {
        Self::NEW
    }
}

impl<T: Tensor> Loss<T, T> for Huber {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        let Huber { delta } = *self;
        if delta <= 0.0 || delta.is_nan() {
            let rule = "Huber's `delta` must be above 0";
            return Err(TargetError::Setting { rule, value: delta });
        }
        finite(target.values())?;
        Ok(mean(output, target, d_output, move |y, t, share| {
            let difference = y - t;
            let size = difference.abs();
            let loss = if size > delta {
                delta * (size - 0.5 * delta)
            } else {
                0.5 * difference * difference
            };
            [loss, share * at_least(at_most(difference, delta), -delta)]
        }))
    }
}
