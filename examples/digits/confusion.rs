//! Which digits are taken for which.

use crate::Net;
use crate::score::answer;
use typenet_examples::data::{CLASSES, Digits};

/// Counts of answers: `counts[true class][answer]`.
pub struct Confusion {
    pub counts: [[usize; CLASSES]; CLASSES],
}

impl Confusion {
    /// Asks the net about every picture.
    pub fn of(net: &Net, digits: &Digits) -> Self {
        let answers = digits.pictures.iter().map(|picture| answer(net, picture));
        Self::count(digits.labels.iter().copied().zip(answers))
    }

    /// Counts pairs of a true class and an answer.
    fn count(pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut counts = [[0; CLASSES]; CLASSES];
        for (label, answer) in pairs {
            counts[label][answer] += 1;
        }
        Confusion { counts }
    }

    /// How many pictures there were.
    pub fn total(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// How many answers were right.
    pub fn right(&self) -> usize {
        (0..CLASSES).map(|class| self.counts[class][class]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_true_classes_and_columns_answers() {
        let pairs = [(3, 3), (3, 5), (9, 9), (0, 0), (3, 5)];
        let confusion = Confusion::count(pairs.into_iter());
        assert_eq!(confusion.counts[3][5], 2);
        assert_eq!(confusion.counts[5][3], 0);
        assert_eq!(confusion.total(), 5);
        assert_eq!(confusion.right(), 3);
    }

    #[test]
    fn every_picture_is_counted_in_the_row_of_its_label() {
        let digits = Digits::read().unwrap();
        let confusion = Confusion::of(&Net::ZERO, &digits);
        assert_eq!(confusion.total(), digits.len());
        for (class, row) in confusion.counts.iter().enumerate() {
            let labelled = digits.labels.iter().filter(|&&label| label == class).count();
            assert_eq!(row.iter().sum::<usize>(), labelled);
        }
    }
}
