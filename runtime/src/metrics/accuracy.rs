use super::{MetricError, share};

/// The share of samples whose label is the net's answer, or among its k best.
///
/// A label is among the k best if fewer than k outputs are larger than its own; of equal outputs the first
/// comes first, as with [`argmax`](super::argmax). Whether outputs are logits or probabilities is all the same.
///
/// ```
/// use typenet::metrics::Accuracy;
///
/// let (mut accuracy, mut top_2) = (Accuracy::NEW, Accuracy::top(2));
/// for (outputs, label) in [([0.1, 0.7, 0.2], 1), ([0.5, 0.3, 0.2], 1)] {
///     accuracy.add(&outputs, label)?;
///     top_2.add(&outputs, label)?;
/// }
/// assert_eq!(accuracy.value(), Some(0.5));
/// assert_eq!(top_2.value(), Some(1.0));
/// # Ok::<(), typenet::metrics::MetricError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accuracy {
    /// How many of the best answers count.
    k: usize,
    right: u64,
    total: u64,
}

impl Accuracy {
    /// No samples yet; only the best answer counts.
    pub const NEW: Self = Accuracy::top(1);

    /// No samples yet; the k best answers count.
    pub const fn top(k: usize) -> Self {
        Accuracy { k, right: 0, total: 0 }
    }

    /// Counts a net's outputs for one sample.
    ///
    /// # Errors
    ///
    /// [`MetricError::Label`] if there is no such output; [`MetricError::Output`] if all outputs are NaN. (NaN
    /// for some is no answer for these.)
    pub fn add(&mut self, outputs: &[f32], label: usize) -> Result<(), MetricError> {
        let Some(own) = outputs.get(label) else {
            return Err(MetricError::Label { label, classes: outputs.len() });
        };
        if outputs.iter().all(|output| output.is_nan()) {
            return Err(MetricError::Output { index: 0, value: f32::NAN });
        }
        let before = |(i, output): &(usize, &f32)| *output > own || (*output == own && *i < label);
        let rank = outputs.iter().enumerate().filter(before).count();
        self.right += u64::from(!own.is_nan() && rank < self.k);
        self.total += 1;
        Ok(())
    }

    /// The share of right answers, from 0 to 1; `None` if there are no samples.
    pub fn value(&self) -> Option<f32> {
        share(self.right, self.total)
    }

    /// How many answers were right.
    pub fn right(&self) -> u64 {
        self.right
    }

    /// How many samples there are.
    pub fn total(&self) -> u64 {
        self.total
    }
}

impl Default for Accuracy {
    fn default() -> Self {
        Self::NEW
    }
}
