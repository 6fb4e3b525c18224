//! How wrong an answer is, and which way is better.
//!
//! A loss is a type that implements [`Loss`] for the kinds of target it takes. One of your own is an
//! `impl` away:
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::TargetError;
//!
//! /// E = |y - t|, for nets with one output.
//! struct AbsoluteError;
//!
//! impl Loss<[f32; 1], f32> for AbsoluteError {
//!     fn loss(
//!         &self,
//!         output: &[f32; 1],
//!         target: &f32,
//!         d_output: &mut [f32; 1],
//!     ) -> Result<f32, TargetError> {
//!         let difference = output[0] - target;
//!         *d_output = [difference.signum()];
//!         Ok(difference.abs())
//!     }
//! }
//!
//! let mut d_output = [0.0];
//! assert_eq!(AbsoluteError.loss(&[3.0], &1.0, &mut d_output), Ok(2.0));
//! assert_eq!(d_output, [1.0]);
//! ```

mod binary_cross_entropy;
mod cross_entropy;
mod mean_squared_error;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use cross_entropy::CrossEntropy;
pub use mean_squared_error::MeanSquaredError;

use crate::{TargetError, Tensor, kernels};

/// The loss of one sample. A batch's loss is the mean over its samples.
#[diagnostic::on_unimplemented(
    message = "this loss does not compare an output `{Output}` with a target `{Target}`",
    label = "this loss takes other targets",
    note = "mean squared error and binary cross entropy take a target of the output's shape, cross entropy a class (`usize`) or an array of probabilities"
)]
pub trait Loss<Output, Target> {
    /// E of one sample; overwrites `d_output` with dE/d output.
    ///
    /// # Errors
    ///
    /// If the target makes no sense for this loss; `d_output` is then arbitrary.
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
    match target.iter().enumerate().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
        None => Ok(()),
        Some((index, &value)) => Err(TargetError::NotAProbability { index, value }),
    }
}
