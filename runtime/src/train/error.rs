use super::History;
use crate::Error;
use crate::weights::WeightsError;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// Why training ended before its time. The net has the best weights so far (without validation those after the
/// last whole epoch), and what was done is told.
#[derive(Debug)]
pub struct FitError {
    /// What went wrong.
    pub cause: Cause,
    /// The epochs before.
    pub history: Box<History>,
}

/// What went wrong in training.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// A setting of the trainer, or two that do not go together.
    Setting(String),
    /// The data or the loss. The sample is counted in the data set, from 0.
    Data {
        /// `training` or `validation`.
        set: &'static str,
        /// What is wrong.
        error: Error,
    },
    /// A checkpoint could not be read or written, or is not of this training.
    Checkpoint(WeightsError),
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Setting(message) => f.write_str(message)?,
            Cause::Data { set, error } => write!(f, "{set} data: {error}")?,
            Cause::Checkpoint(WeightsError::Mismatch(differences)) => {
                f.write_str(
                    "the checkpoint is of another net, optimizer or schedule; use the same, or take the file \
                     out of the way to begin anew:",
                )?;
                for difference in differences {
                    f.write_str("\n  ")?;
                    difference.tell("this training", f)?;
                }
            }
            Cause::Checkpoint(error) => write!(f, "checkpoint: {error}")?,
        }
        match self.history.epochs.len() {
            0 => Ok(()),
            1 => f.write_str(" (after 1 epoch, whose weights the net has)"),
            epochs => write!(f, " (after {epochs} epochs; the net has the best weights of these)"),
        }
    }
}

impl core::error::Error for FitError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.cause {
            Cause::Setting(_) => None,
            Cause::Data { error, .. } => Some(error),
            Cause::Checkpoint(error) => Some(error),
        }
    }
}
