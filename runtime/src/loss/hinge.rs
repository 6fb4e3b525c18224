use super::{Loss, find_not, mean};
use crate::math::at_least;
use crate::{TargetError, Tensor};

/// The hinge loss: an answer that is right by a margin of 1 costs nothing, others what they fall short of it.
/// It takes two kinds of target.
///
/// **Yes or no**, tᵢ = 1 or -1 for each of the n values of an output:
/// E = Σᵢ max(0, 1 - tᵢ yᵢ) / n (Cortes and Vapnik, *Support-Vector Networks*, 1995; Bishop, *Pattern
/// Recognition and Machine Learning*, 2006, eq. 7.45), dE/dyᵢ = -tᵢ/n where tᵢ yᵢ < 1, otherwise 0.
///
/// **A class** t (`usize`) of n: E = Σ_{i≠t} max(0, 1 - y_t + yᵢ) / n (Weston and Watkins, *Support Vector
/// Machines for Multi-Class Pattern Recognition*, 1999; PyTorch's `multi_margin_loss`). dE/dyᵢ is 1/n for each
/// i that is within the margin, otherwise 0, and dE/dy_t is minus their sum.
///
/// The last layer gives scores as they are, with no activation behind it.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss = Hinge.loss(&[3.0, 0.5], &[1.0, -1.0], &mut d_output).unwrap();
/// assert_eq!(loss, (0.0 + 1.5) / 2.0);
/// assert_eq!(d_output, [0.0, 0.5]);
///
/// let mut d_output = [0.0; 4];
/// let loss = Hinge.loss(&[3.0, 2.5, 0.0, 4.0], &0, &mut d_output).unwrap();
/// assert_eq!(loss, (0.5 + 0.0 + 2.0) / 4.0);
/// assert_eq!(d_output, [-0.5, 0.25, 0.0, 0.25]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotASign`] if a target is neither 1 nor -1; [`TargetError::Label`] if the class is not
/// below `N`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hinge;

impl<T: Tensor> Loss<T, T> for Hinge {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        signs(target.values())?;
        Ok(mean(output, target, d_output, |y, t, share| {
            let missing = 1.0 - t * y;
            [at_least(missing, 0.0), if missing > 0.0 { -t * share } else { 0.0 }]
        }))
    }
}

impl<const N: usize> Loss<[f32; N], usize> for Hinge {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        &label: &usize,
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        let (Some(score), Some(_)) = (output.get(label), d_output.get(label)) else {
            return Err(TargetError::Label { label, classes: N });
        };
        let scale = 1.0 / N as f32;
        let (mut sum, mut within) = (0.0, 0.0);
        for (i, (y, d)) in output.iter().zip(&mut *d_output).enumerate() {
            let missing = if i == label { 0.0 } else { 1.0 - score + y };
            sum += at_least(missing, 0.0);
            *d = if missing > 0.0 { scale } else { 0.0 };
            within += *d;
        }
        if let Some(d) = d_output.get_mut(label) {
            *d = -within;
        }
        Ok(sum * scale)
    }
}

/// Every value of a target must be 1 or -1.
fn signs(target: &[f32]) -> Result<(), TargetError> {
    match find_not(target, |value| value.abs() == 1.0) {
        None => Ok(()),
        Some((index, value)) => Err(TargetError::NotASign { index, value }),
    }
}
