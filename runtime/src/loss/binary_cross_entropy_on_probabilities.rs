use super::{Loss, find_not, mean, probabilities};
use crate::math::{at_least, ln, ln_1p};
use crate::{TargetError, Tensor};

/// E = -Σᵢ [tᵢ log yᵢ + (1 - tᵢ) log(1 - yᵢ)] / n, on probabilities, the mean over the n values of an output
/// (Bishop, *Pattern Recognition and Machine Learning*, 2006, eq. 4.90; PyTorch's `binary_cross_entropy`). A
/// target is 0 for no and 1 for yes, or a probability between. A logarithm below -100 counts as -100.
///
/// dE/dyᵢ = (yᵢ - tᵢ) / (n yᵢ (1 - yᵢ)), where yᵢ (1 - yᵢ) counts as 10⁻¹² if it is less.
///
/// **The net's last layer is to be `sigmoid`**, or another whose values are between 0 and 1. Where that can be
/// chosen, leave it out and take [`BinaryCrossEntropy`](super::BinaryCrossEntropy), which is on logits: a
/// sigmoid that is certain and wrong has no slope left to learn from, and its probability no digits.
///
/// ```
/// use typenet::prelude::*;
///
/// let mut d_output = [0.0; 2];
/// let loss =
///     BinaryCrossEntropyOnProbabilities.loss(&[0.5, 1.0], &[1.0, 1.0], &mut d_output).unwrap();
/// assert_eq!(loss, 2.0_f32.ln() / 2.0);
/// assert_eq!(d_output, [-1.0, 0.0]);
/// ```
///
/// # Errors
///
/// [`TargetError::NotAProbability`] if a target is not between 0 and 1;
/// [`TargetError::OutputNotAProbability`] if an output is a number that is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinaryCrossEntropyOnProbabilities;

impl<T: Tensor> Loss<T, T> for BinaryCrossEntropyOnProbabilities {
    #[inline]
    fn loss(&self, output: &T, target: &T, d_output: &mut T) -> Result<f32, TargetError> {
        probabilities(target.values())?;
        outputs_are_probabilities(output.values())?;
        Ok(mean(output, target, d_output, |y, t, share| {
            let loss = t * at_least(ln(y), -100.0) + (1.0 - t) * at_least(ln_of_rest(y), -100.0);
            [-loss, share * (y - t) / at_least((1.0 - y) * y, 1e-12)]
        }))
    }
}

/// log(1 - y), y from 0 to 1. Where y is small, 1 - y has lost its digits: there it is -log(1 + y / (1 - y)).
#[inline]
fn ln_of_rest(y: f32) -> f32 {
    if y > 0.5 { ln(1.0 - y) } else { -ln_1p(y / (1.0 - y)) }
}

/// An output that is NaN passes: it comes from weights that have diverged, and so does its loss.
fn outputs_are_probabilities(output: &[f32]) -> Result<(), TargetError> {
    match find_not(output, |value| value.is_nan() || (0.0..=1.0).contains(&value)) {
        None => Ok(()),
        Some((index, value)) => Err(TargetError::OutputNotAProbability { index, value }),
    }
}
