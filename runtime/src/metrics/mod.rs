//! How well a net does, in numbers for people rather than for training.
//!
//! A metric is a value that answers are added to, one sample at a time, and that is read when they are all in:
//! so it does not matter whether they come in batches, or one by one on a chip. None needs a heap. What is
//! computed from no samples at all is `None`.
//!
//! | | for | |
//! |---|---|---|
//! | [`Accuracy`] | classes | the share of right answers, also among the k largest |
//! | [`ConfusionMatrix`] | classes | which class is taken for which; precision, recall, F₁ |
//! | [`Residuals`] | numbers | mean absolute and squared error, R² |
//!
//! ```
//! use typenet::metrics::ConfusionMatrix;
//! use typenet::prelude::*;
//!
//! network! { struct Net<dense(2 -> 2)> }
//!
//! let mut net = Net::ZERO;
//! net.dense.weight = [[1.0, 0.0], [0.0, 1.0]];
//! let mut confusion = ConfusionMatrix::<2>::NEW;
//! for (input, label) in [([0.5, 0.1], 0), ([0.2, 0.7], 1), ([0.6, 0.4], 1)] {
//!     confusion.add(&net.forward(&input), label)?;
//! }
//! assert_eq!(confusion.accuracy(), Some(2.0 / 3.0));
//! assert_eq!(confusion.counts, [[1, 0], [1, 1]]);
//! # Ok::<(), typenet::metrics::MetricError>(())
//! ```
//!
//! What is added is checked, and a sample that is refused is not counted.

mod accuracy;
mod argmax;
mod confusion_matrix;
mod error;
mod residuals;

pub use accuracy::Accuracy;
pub use argmax::argmax;
pub use confusion_matrix::ConfusionMatrix;
pub use error::MetricError;
pub use residuals::Residuals;

/// A part of a whole; nothing of nothing is `None`.
fn share(part: u64, whole: u64) -> Option<f32> {
    (whole > 0).then(|| part as f32 / whole as f32)
}
