use core::fmt;

/// Why a metric does not count a sample. It is then as it was before.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum MetricError {
    /// A label names a class that there is not.
    Label {
        /// The label.
        label: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// An answer names a class that there is not.
    Answer {
        /// The answer.
        answer: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// An output is no number to count with: NaN or infinite for a regression, NaN for all classes.
    Output {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
    /// A target is NaN or infinite.
    Target {
        /// Its index.
        index: usize,
        /// The value.
        value: f32,
    },
}

impl fmt::Display for MetricError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            MetricError::Label { label, classes } => class(f, "label", label, classes),
            MetricError::Answer { answer, classes } => class(f, "answer", answer, classes),
            MetricError::Output { index, value } => write!(
                f,
                "output value {index} is {value}; the net's input or its weights hold something too large or NaN"
            ),
            MetricError::Target { index, value } => {
                write!(f, "target value {index} is {value}; a target is a finite number")
            }
        }
    }
}

fn class(f: &mut fmt::Formatter<'_>, what: &str, class: usize, classes: usize) -> fmt::Result {
    let last = classes.saturating_sub(1);
    write!(f, "{what} {class} is out of range: of {classes} classes the last is {last}")
}

impl core::error::Error for MetricError {}
