use super::Schedule;
use crate::math;

/// A rate that is multiplied by a factor every so many steps: rate · factor^⌊step / every⌋ (PyTorch's `StepLR`).
///
/// ```
/// use typenet::schedule::{Schedule, StepDecay};
///
/// let schedule = StepDecay { rate: 0.5, every: 30, factor: 0.5 };
/// assert_eq!([0, 29, 30, 60].map(|step| schedule.rate(step)), [0.5, 0.5, 0.25, 0.125]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDecay {
    /// The first rate.
    pub rate: f32,
    /// After how many steps the rate changes; after 0, never.
    pub every: usize,
    /// What it is multiplied by.
    pub factor: f32,
}

impl Schedule for StepDecay {
    fn rate(&self, step: usize) -> f32 {
        let times = step.checked_div(self.every).unwrap_or(0);
        self.rate * math::pow(self.factor, times as f32)
    }
}
