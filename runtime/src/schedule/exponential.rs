use super::Schedule;
use crate::math;

/// A rate that is multiplied by a factor every step: rate · factor^step (PyTorch's `ExponentialLR`).
///
/// ```
/// use typenet::schedule::{Exponential, Schedule};
///
/// let schedule = Exponential { rate: 0.5, factor: 0.5 };
/// assert_eq!([0, 1, 2].map(|step| schedule.rate(step)), [0.5, 0.25, 0.125]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    /// The first rate.
    pub rate: f32,
    /// What it is multiplied by.
    pub factor: f32,
}

impl Schedule for Exponential {
    fn rate(&self, step: usize) -> f32 {
        self.rate * math::pow(self.factor, step as f32)
    }
}
