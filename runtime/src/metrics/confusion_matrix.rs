use super::{MetricError, argmax, share};
use core::fmt;

/// Which class is taken for which: a row for each label, a column for each answer.
///
/// What follows from it (Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 2008, sections
/// 8.3 and 13.6), with c the class:
///
/// * [precision](Self::precision): of all answers c, how many are right
/// * [recall](Self::recall): of all labels c, how many were found
/// * [F₁](Self::f1): the harmonic mean of the two, 2 · right / (labels + answers)
///
/// **What is 0/0 is `None`**: the precision of a class that was never answered, the recall of one that is no
/// sample's label, F₁ of one that is neither.
///
/// A mean over the classes counts those that are a label or an answer of at least one sample, and what is
/// `None` for one of them as 0. That is what scikit-learn's `precision_score`, `recall_score` and `f1_score`
/// with `average="macro"` do.
///
/// ```
/// use typenet::metrics::ConfusionMatrix;
///
/// let mut animals = ConfusionMatrix::<3>::NEW;
/// for (answer, label) in [(0, 0), (2, 0), (1, 1), (2, 2), (2, 2), (2, 1)] {
///     animals.add_answer(answer, label)?;
/// }
/// assert_eq!(animals.precision(2), Some(0.5));
/// assert_eq!(animals.recall(2), Some(1.0));
/// assert_eq!(animals.f1(2), Some(2.0 / 3.0));
/// assert_eq!(
///     animals.to_string(),
///     "\
/// label \\ answer 0 1 2
///              0 1 0 1
///              1 0 1 1
///              2 0 0 2
/// "
/// );
/// # Ok::<(), typenet::metrics::MetricError>(())
/// ```
///
/// A net with one logit, for yes or no, has two classes: `add_answer(usize::from(logit > 0.0), label)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix<const CLASSES: usize> {
    /// `counts[label][answer]`: how many samples there are of each kind. A count that is full, at 2³² - 1,
    /// stays so.
    pub counts: [[u32; CLASSES]; CLASSES],
}

impl<const CLASSES: usize> ConfusionMatrix<CLASSES> {
    /// No samples yet.
    pub const NEW: Self = ConfusionMatrix { counts: [[0; CLASSES]; CLASSES] };

    /// Counts a net's outputs for one sample, the largest of which is its answer ([`argmax`]).
    ///
    /// # Errors
    ///
    /// [`MetricError::Label`] if there is no such class; [`MetricError::Output`] if all outputs are NaN.
    pub fn add(&mut self, outputs: &[f32; CLASSES], label: usize) -> Result<(), MetricError> {
        let Some(row) = self.counts.get_mut(label) else {
            return Err(MetricError::Label { label, classes: CLASSES });
        };
        let Some(count) = argmax(outputs).and_then(|answer| row.get_mut(answer)) else {
            return Err(MetricError::Output { index: 0, value: f32::NAN });
        };
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Counts an answer to one sample.
    ///
    /// # Errors
    ///
    /// [`MetricError::Label`] or [`MetricError::Answer`] if there is no such class.
    pub fn add_answer(&mut self, answer: usize, label: usize) -> Result<(), MetricError> {
        let Some(row) = self.counts.get_mut(label) else {
            return Err(MetricError::Label { label, classes: CLASSES });
        };
        let Some(count) = row.get_mut(answer) else {
            return Err(MetricError::Answer { answer, classes: CLASSES });
        };
        *count = count.saturating_add(1);
        Ok(())
    }

    /// How many samples there are.
    pub fn total(&self) -> u64 {
        sum(self.counts.iter().flatten())
    }

    /// How many answers were right.
    pub fn right(&self) -> u64 {
        (0..CLASSES).map(|class| self.right_of(class)).sum()
    }

    /// The share of right answers, from 0 to 1; `None` if there are no samples.
    pub fn accuracy(&self) -> Option<f32> {
        share(self.right(), self.total())
    }

    /// How many samples have the label `class`; 0 if there is no such class.
    pub fn labels(&self, class: usize) -> u64 {
        sum(self.counts.iter().skip(class).take(1).flatten())
    }

    /// How many samples were answered with `class`; 0 if there is no such class.
    pub fn answers(&self, class: usize) -> u64 {
        sum(self.counts.iter().filter_map(|row| row.get(class)))
    }

    /// Of all answers `class`, how many are right, from 0 to 1; `None` if there are none.
    pub fn precision(&self, class: usize) -> Option<f32> {
        share(self.right_of(class), self.answers(class))
    }

    /// Of all labels `class`, how many were answered right, from 0 to 1; `None` if there are none.
    pub fn recall(&self, class: usize) -> Option<f32> {
        share(self.right_of(class), self.labels(class))
    }

    /// The harmonic mean of precision and recall, from 0 to 1; `None` if `class` is neither label nor answer
    /// of any sample.
    pub fn f1(&self, class: usize) -> Option<f32> {
        share(2 * self.right_of(class), self.labels(class) + self.answers(class))
    }

    /// The mean precision of the classes; `None` if there are no samples.
    pub fn macro_precision(&self) -> Option<f32> {
        self.mean(Self::precision)
    }

    /// The mean recall of the classes; `None` if there are no samples.
    pub fn macro_recall(&self) -> Option<f32> {
        self.mean(Self::recall)
    }

    /// The mean F₁ of the classes; `None` if there are no samples.
    pub fn macro_f1(&self) -> Option<f32> {
        self.mean(Self::f1)
    }

    fn right_of(&self, class: usize) -> u64 {
        self.counts.get(class).and_then(|row| row.get(class)).copied().unwrap_or(0).into()
    }

    /// The mean over the classes that occur, as label or answer.
    fn mean(&self, of_class: impl Fn(&Self, usize) -> Option<f32>) -> Option<f32> {
        let (mut sum, mut occur) = (0.0, 0_usize);
        for class in 0..CLASSES {
            if self.labels(class) + self.answers(class) > 0 {
                sum += of_class(self, class).unwrap_or(0.0);
                occur += 1;
            }
        }
        (occur > 0).then(|| sum / occur as f32)
    }
}

impl<const CLASSES: usize> Default for ConfusionMatrix<CLASSES> {
    fn default() -> Self {
        Self::NEW
    }
}

/// A table: a row for each label, a column for each answer, all of a width.
impl<const CLASSES: usize> fmt::Display for ConfusionMatrix<CLASSES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "label \\ answer";
        let largest = self.counts.iter().flatten().copied().max().unwrap_or(0);
        let width = digits(largest as usize).max(digits(CLASSES.saturating_sub(1)));
        f.write_str(CORNER)?;
        for answer in 0..CLASSES {
            write!(f, " {answer:width$}")?;
        }
        writeln!(f)?;
        for (label, row) in self.counts.iter().enumerate() {
            write!(f, "{label:corner$}", corner = CORNER.len())?;
            for count in row {
                write!(f, " {count:width$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// How many digits a number has.
fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

fn sum<'a>(counts: impl Iterator<Item = &'a u32>) -> u64 {
    counts.map(|&count| u64::from(count)).sum()
}
