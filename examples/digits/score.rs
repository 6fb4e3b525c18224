//! How well a net does on a set of digits.

use crate::Net;
use typenet::prelude::*;
use typenet_examples::data::{Digits, Picture};

/// How well a net does on a set of digits.
pub struct Score {
    pub loss: f32,
    /// The share of right answers, in percent.
    pub accuracy: f32,
}

impl Score {
    pub fn of(net: &Net, digits: &Digits) -> Result<Self, typenet::Error> {
        let answers = digits.pictures.iter().map(|picture| answer(net, picture));
        let right = answers.zip(&digits.labels).filter(|(answer, label)| answer == *label).count();
        Ok(Score {
            loss: net.mean_loss(&CrossEntropy, &digits.pictures, &digits.labels)?,
            accuracy: 100.0 * right as f32 / digits.len() as f32,
        })
    }
}

/// The digit that the net gives the highest score.
pub fn answer(net: &Net, picture: &Picture) -> usize {
    let scores = net.forward(picture);
    (0..scores.len())
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
        .expect("there are ten scores")
}
