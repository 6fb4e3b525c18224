//! How well the net does on the test.

use crate::LeNet;
use crate::data::{CLASSES, Digits};
use crate::train::input;
use typenet::metrics::ConfusionMatrix;
use typenet::prelude::*;
use typenet_examples::Result;

/// How well the net does on the test.
pub struct Score {
    /// The mean loss.
    pub loss: f32,
    /// What was taken for what.
    pub confusion: ConfusionMatrix<CLASSES>,
    /// The mistakes, those with the largest loss first.
    pub mistakes: Vec<Mistake>,
}

/// A picture that is read wrong.
pub struct Mistake {
    /// Its place among the test's pictures.
    pub index: usize,
    pub answer: usize,
    pub loss: f32,
}

impl Score {
    pub fn of(net: &LeNet, digits: &Digits) -> Result<Self> {
        let mut score = Score { loss: 0.0, confusion: ConfusionMatrix::NEW, mistakes: vec![] };
        for (index, (picture, &label)) in digits.pictures.iter().zip(&digits.labels).enumerate() {
            let outputs = net.forward(&input(picture));
            score.confusion.add(&outputs, label)?;
            let loss = CrossEntropy.value(&outputs, &label)?;
            score.loss += loss / digits.len() as f32;
            let answer = typenet::metrics::argmax(&outputs).ok_or("the net has no answer")?;
            if answer != label {
                score.mistakes.push(Mistake { index, answer, loss });
            }
        }
        score.mistakes.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        Ok(score)
    }

    /// The share of right answers, in percent.
    pub fn accuracy(&self) -> f32 {
        100.0 * self.confusion.right() as f32 / self.confusion.total() as f32
    }
}
