use super::{Loss, probabilities};
use crate::TargetError;
use crate::kernels::softmax;

/// E = -Σᵢ tᵢ log softmax(y)ᵢ, on logits (Goodfellow et al., *Deep Learning*, 2016, section 6.2.2.3;
/// PyTorch's `cross_entropy`). The target is a class (`usize`: tᵢ is 1 for it and 0 elsewhere) or the
/// probability of each class (`[f32; N]`; each is checked to be between 0 and 1, their sum is not checked).
///
/// dE/dyᵢ = softmax(y)ᵢ Σⱼ tⱼ - tᵢ.
///
/// **The net's last layer gives logits, not probabilities**: this loss holds the softmax. A `softmax`
/// layer in front of it would be a second one; the net would still learn, slowly and to a worse end.
///
/// The logits' maximum is taken off first, so no logit is too large.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 3];
/// let loss = CrossEntropy.loss(&[500.0, 500.0, -500.0], &1, &mut d_output).unwrap();
/// assert_eq!(loss, 2.0_f32.ln());
/// assert_eq!(d_output, [0.5, -0.5, 0.0]);
/// ```
///
/// # Errors
///
/// [`TargetError::Label`] if the class is not below `N`; [`TargetError::NotAProbability`] if a
/// probability is not between 0 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrossEntropy;

impl<const N: usize> Loss<[f32; N], usize> for CrossEntropy {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        &label: &usize,
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        let (Some(logit), Some(_)) = (output.get(label), d_output.get(label)) else {
            return Err(TargetError::Label { label, classes: N });
        };
        let (largest, log_total) = softmax(output, d_output);
        if let Some(d) = d_output.get_mut(label) {
            *d -= 1.0;
        }
        Ok(log_total - (logit - largest))
    }
}

impl<const N: usize> Loss<[f32; N], [f32; N]> for CrossEntropy {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        target: &[f32; N],
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        probabilities(target)?;
        let (largest, log_total) = softmax(output, d_output);
        let mass: f32 = target.iter().sum();
        let mut loss = 0.0;
        for ((y, t), d) in output.iter().zip(target).zip(d_output) {
            // A class that cannot be adds nothing, even where its logit is minus infinity.
            if *t > 0.0 {
                loss += t * (log_total - (y - largest));
            }
            *d = *d * mass - t;
        }
        Ok(loss)
    }
}
