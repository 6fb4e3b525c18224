//! What can be wrong with data, found before it can do harm.

use core::fmt;

/// Why a batch was refused. When a call returns one, weights and gradient are as they were before it.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dense(2 -> 3)> }
///
/// let mut gradient = Net::ZERO;
/// let mut workspace = [0.0; Net::workspace_len(1)];
/// let error = Net::ZERO
///     .loss_gradient(&CrossEntropy, &[[0.5, f32::NAN]], &[2], &mut workspace, &mut gradient)
///     .unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "sample 0: input value 1 is NaN; clean the data or leave the sample out"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// There are no samples.
    Empty,
    /// Two slices that go together differ in length.
    Length {
        /// How many inputs there are.
        inputs: usize,
        /// What does not go with them: `targets`, `outputs`, `output gradients` or `input gradients`.
        what: &'static str,
        /// How many of those there are.
        found: usize,
    },
    /// The workspace is too short for the batch.
    Workspace {
        /// How many floats the batch takes: `Net::workspace_len(batch)`.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// An input is NaN or infinite.
    Input {
        /// The sample's index in the batch.
        sample: usize,
        /// The value's index in the sample, in row-major order.
        index: usize,
        /// The value.
        value: f32,
    },
    /// An input is to be a place in a table, as an embedding's, and there is no such place.
    Place {
        /// The sample's index in the batch.
        sample: usize,
        /// The value's index in the sample, in row-major order.
        index: usize,
        /// The value.
        value: f32,
        /// How many places the table has.
        places: usize,
    },
    /// A target and the loss do not go together.
    Target {
        /// The sample's index in the batch.
        sample: usize,
        /// What is wrong.
        error: TargetError,
    },
    /// Inputs and targets are sound but the loss is NaN or infinite: the weights have grown too large.
    Diverged {
        /// The sample's index in the batch.
        sample: usize,
        /// Its loss.
        loss: f32,
    },
}

/// Why a loss does not take a target: what is wrong with it, or with the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TargetError {
    /// A label names a class that the net has no output for.
    Label {
        /// The label.
        label: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// A target value is NaN or infinite.
    NotFinite {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
    /// A target that should be a probability is not between 0 and 1.
    NotAProbability {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
    /// A target that should be 1 for yes or -1 for no is neither.
    NotASign {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
    /// The loss takes probabilities, and the net's output is not between 0 and 1.
    OutputNotAProbability {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
    /// A setting of the loss makes no sense.
    Setting {
        /// What it is called, and what it must be.
        rule: &'static str,
        /// What it is.
        value: f32,
    },
}

#[cfg(feature = "train")]
impl Error {
    /// The same about a sample that is counted elsewhere.
    pub(crate) fn with_sample(self, place: impl Fn(usize) -> usize) -> Self {
        match self {
            Error::Input { sample, index, value } => {
                Error::Input { sample: place(sample), index, value }
            }
            Error::Place { sample, index, value, places } => {
                Error::Place { sample: place(sample), index, value, places }
            }
            Error::Target { sample, error } => Error::Target { sample: place(sample), error },
            Error::Diverged { sample, loss } => Error::Diverged { sample: place(sample), loss },
            Error::Empty | Error::Length { .. } | Error::Workspace { .. } => self,
        }
    }
}

/// `NaN`, `inf` and `-inf` read the same everywhere; other numbers as Rust prints them.
fn kind(value: f32) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "infinite"
    } else {
        "minus infinite"
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::Empty => f.write_str("there are no samples; give at least one"),
            Error::Length { inputs, what, found } => {
                write!(f, "{inputs} inputs but {found} {what}; give as many of each")
            }
            Error::Workspace { needed, found } => write!(
                f,
                "the workspace has {found} floats, this batch takes {needed}; \
                 make it `workspace_len(batch)` long or the batch smaller"
            ),
            Error::Input { sample, index, value } => write!(
                f,
                "sample {sample}: input value {index} is {}; clean the data or leave the sample out",
                kind(value)
            ),
            Error::Place { sample, index, value, places } => write!(
                f,
                "sample {sample}: input value {index} is {value}, which is no place in a table of {places}; \
                 give whole numbers from 0 to {}",
                places.saturating_sub(1)
            ),
            Error::Target { sample, error } => write!(f, "sample {sample}: {error}"),
            Error::Diverged { sample, loss } => write!(
                f,
                "sample {sample}: the loss is {}, though its input and target are sound: the weights \
                 are too large or NaN; begin again with a smaller learning rate, and look at the \
                 optimizer's settings",
                kind(loss)
            ),
        }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            TargetError::Label { label, classes } => write!(
                f,
                "label {label} is out of range: the net has {classes} outputs, so labels go from 0 to {}",
                classes.saturating_sub(1)
            ),
            TargetError::NotFinite { index, value } => {
                write!(f, "target value {index} is {}; a target is a finite number", kind(value))
            }
            TargetError::NotAProbability { index, value } => {
                write!(f, "target value {index} is {value}; a probability is between 0 and 1")
            }
            TargetError::NotASign { index, value } => {
                write!(
                    f,
                    "target value {index} is {value}; this loss takes 1 for yes and -1 for no"
                )
            }
            TargetError::OutputNotAProbability { index, value } => write!(
                f,
                "output value {index} is {value}, and this loss takes probabilities, from 0 to 1; end the \
                 net with `sigmoid`, or take `BinaryCrossEntropy`, which has it built in"
            ),
            TargetError::Setting { rule, value } => write!(f, "{rule} but is {value}"),
        }
    }
}

impl core::error::Error for Error {}
impl core::error::Error for TargetError {}
