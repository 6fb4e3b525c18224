use super::Schedule;
use crate::math::at_least;

/// A rate that is multiplied by a factor when the loss has not become better for more than `patience`
/// observations in a row (PyTorch's `ReduceLROnPlateau`, of a loss, without cooldown).
///
/// A loss is better if it is below the best so far by more than `threshold` times its size. NaN is no better
/// than anything.
///
/// ```
/// use typenet::schedule::{Plateau, Schedule};
///
/// let mut schedule = Plateau { rate: 0.5, factor: 0.5, patience: 1, ..Plateau::NEW };
/// for (loss, rate) in [(3.0, 0.5), (2.0, 0.5), (2.0, 0.5), (2.5, 0.25), (1.0, 0.25)] {
///     schedule.observe(loss);
///     assert_eq!(schedule.rate(0), rate);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    /// The first rate.
    pub rate: f32,
    /// What it is multiplied by.
    pub factor: f32,
    /// How many observations without a better loss are put up with.
    pub patience: usize,
    /// How much better is better, as a part of the best loss.
    pub threshold: f32,
    /// The smallest rate.
    pub least: f32,
    /// What the rate has been multiplied by so far.
    pub reduced: f32,
    /// The best loss so far.
    pub best: f32,
    /// How many observations were no better.
    pub waited: usize,
}

impl Plateau {
    /// From 0.001 to a tenth after 10 observations in vain, and so on without end; better is by 0.0001.
    pub const NEW: Self = Plateau {
        rate: 0.001,
        factor: 0.1,
        patience: 10,
        threshold: 1e-4,
        least: 0.0,
        reduced: 1.0,
        // Not infinite, so that all that it remembers can stand in a file of finite numbers.
        best: f32::MAX,
        waited: 0,
    };
}

impl Schedule for Plateau {
    fn rate(&self, _step: usize) -> f32 {
        at_least(self.rate * self.reduced, self.least)
    }

    fn observe(&mut self, loss: f32) {
        if loss < self.best - self.threshold * self.best.abs() {
            self.best = loss;
            self.waited = 0;
            return;
        }
        self.waited = self.waited.saturating_add(1);
        if self.waited > self.patience {
            self.reduced *= self.factor;
            self.waited = 0;
        }
    }

    fn state(&mut self, visitor: &mut dyn FnMut(&'static str, &mut [f32])) {
        let mut waited = self.waited as f32;
        visitor("reduced", core::slice::from_mut(&mut self.reduced));
        visitor("best", core::slice::from_mut(&mut self.best));
        visitor("waited", core::slice::from_mut(&mut waited));
        self.waited = waited as usize;
    }
}
