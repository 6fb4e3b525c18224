//! The loss of a batch.

use super::Loss;
use crate::{Error, TargetError, Tensor, kernels};

/// The loss must be finite, which is to say that the weights have not diverged.
#[inline]
pub fn check_loss(sample: usize, loss: Result<f32, TargetError>) -> Result<f32, Error> {
    match loss {
        Ok(loss) if loss.is_finite() => Ok(loss),
        Ok(loss) => Err(Error::Diverged { sample, loss }),
        Err(error) => Err(Error::Target { sample, error }),
    }
}

/// The mean loss of a batch's samples; overwrites `d_outputs` with the derivatives of that mean.
#[inline(always)]
pub(crate) fn mean_of_batch<O: Tensor, T: Sync, L: Loss<O, T>>(
    loss: &L,
    outputs: &[O],
    targets: &[T],
    d_outputs: &mut [O],
) -> Result<f32, Error> {
    let scale = 1.0 / outputs.len() as f32;
    let part = |sample: usize, output: &O, target: &T, d_output: &mut O| {
        let loss = check_loss(sample, loss.loss(output, target, d_output))?;
        for d in d_output.values_mut() {
            *d *= scale;
        }
        Ok(scale * loss)
    };
    // A value costs as much as some multiply-adds: its power, its logarithm.
    let multiply_adds = outputs.len().saturating_mul(128 * O::LEN);
    kernels::share_sum(multiply_adds, outputs, targets, d_outputs, part)
}
