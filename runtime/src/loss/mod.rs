//! How wrong an answer is, and which way is better.
//!
//! A loss is a type that implements [`Loss`] for the kinds of target it takes. One of your own is an
//! `impl` away:
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::TargetError;
//!
//! /// The quantile loss, for nets with one output: E = τ (t - y) where the output is too small, otherwise
//! /// (1 - τ) (y - t). The net learns to give the number that a share τ of the targets lies below.
//! struct Quantile {
//!     tau: f32,
//! }
//!
//! impl Loss<[f32; 1], f32> for Quantile {
//!     fn loss(
//!         &self,
//!         output: &[f32; 1],
//!         target: &f32,
//!         d_output: &mut [f32; 1],
//!     ) -> Result<f32, TargetError> {
//!         let slope = if output[0] < *target { -self.tau } else { 1.0 - self.tau };
//!         *d_output = [slope];
//!         Ok(slope * (output[0] - target))
//!     }
//! }
//!
//! let mut d_output = [0.0];
//! assert_eq!(Quantile { tau: 0.75 }.loss(&[1.0], &3.0, &mut d_output), Ok(1.5));
//! assert_eq!(d_output, [-0.75]);
//! ```

mod batch;
mod binary_cross_entropy;
mod binary_cross_entropy_on_probabilities;
mod cross_entropy;
mod hinge;
mod huber;
mod mean_absolute_error;
mod mean_squared_error;
mod negative_log_likelihood;
mod weighted_cross_entropy;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use binary_cross_entropy_on_probabilities::BinaryCrossEntropyOnProbabilities;
pub use cross_entropy::CrossEntropy;
pub use hinge::Hinge;
pub use huber::Huber;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use negative_log_likelihood::NegativeLogLikelihood;
pub use weighted_cross_entropy::WeightedCrossEntropy;

pub use batch::check_loss;
pub(crate) use batch::mean_of_batch;

use crate::{TargetError, Tensor, kernels};

/// The loss of one sample. A batch's loss is the mean over its samples, which threads may share out: hence `Sync`.
#[diagnostic::on_unimplemented(
    message = "this loss does not compare an output `{Output}` with a target `{Target}`",
    label = "this loss takes other targets",
    note = "cross entropy takes a class (`usize`) or an array of probabilities, negative log-likelihood a class, hinge a class or a 1 or -1 for each output, the others a target of the output's shape"
)]
pub trait Loss<Output, Target>: Sync {
    /// E of one sample; overwrites `d_output` with dE/d output.
    ///
    /// # Errors
    ///
    /// If the target makes no sense for this loss, or the loss none with its settings; `d_output` is then
    /// arbitrary.
    fn loss(
        &self,
        output: &Output,
        target: &Target,
        d_output: &mut Output,
    ) -> Result<f32, TargetError>;

    /// E of one sample alone.
    ///
    /// # Errors
    ///
    /// As [`loss`](Self::loss).
    fn value(&self, output: &Output, target: &Target) -> Result<f32, TargetError>
    where
        Output: Tensor,
    {
        let mut d_output = Output::ZERO;
        self.loss(output, target, &mut d_output)
    }
}

/// Every value of a target must be finite.
#[inline]
fn finite(target: &[f32]) -> Result<(), TargetError> {
    if kernels::all_finite(target) { Ok(()) } else { Err(find_not_finite(target)) }
}

#[cold]
fn find_not_finite(target: &[f32]) -> TargetError {
    let culprit = target.iter().enumerate().find(|(_, value)| !value.is_finite());
    let (index, value) = culprit.map_or((0, 0.0), |(index, &value)| (index, value));
    TargetError::NotFinite { index, value }
}

/// Every value of a target must be a probability.
fn probabilities(target: &[f32]) -> Result<(), TargetError> {
    match find_not(target, |value| (0.0..=1.0).contains(&value)) {
        None => Ok(()),
        Some((index, value)) => Err(TargetError::NotAProbability { index, value }),
    }
}

/// The first value of which something is not true, and where it stands.
fn find_not(values: &[f32], is: impl Fn(f32) -> bool) -> Option<(usize, f32)> {
    // Without a way out of the loop several values are looked at at once.
    if cfg!(feature = "std") && values.iter().fold(true, |all, &value| all & is(value)) {
        return None;
    }
    values.iter().copied().enumerate().find(|&(_, value)| !is(value))
}

/// The mean over the values of an output of what each costs; writes its derivatives to `d_output`. For y and t, `each` gives
/// what y costs and, given the share of y in the mean, the derivative of that.
#[inline]
fn mean<T: Tensor>(
    output: &T,
    target: &T,
    d_output: &mut T,
    each: impl Fn(f32, f32, f32) -> [f32; 2],
) -> f32 {
    let share = 1.0 / T::LEN as f32;
    let from = [output.values(), target.values()];
    share * kernels::each_and_sum(from, d_output.values_mut(), |y, t| each(y, t, share))
}
