use super::{Schedule, anneal};

/// Up to a large rate and down to a tiny one, along half a cosine's wave each (Smith and Topin,
/// *Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates*, 2019; PyTorch's
/// `OneCycleLR` with its two phases, but for the momentum, which stays as it is: `cycle_momentum=False`).
///
/// The first of n steps has rate / `start_divisor`, step `rise` · n - 1 the full rate, and step n - 1 the first
/// one / `end_divisor`, as have all after it.
///
/// ```
/// use typenet::schedule::{OneCycle, Schedule};
///
/// let schedule = OneCycle { rate: 1.0, steps: 101, ..OneCycle::NEW };
/// assert_eq!(schedule.rate(0), 0.04);
/// assert!(schedule.rate(29) > 0.999);
/// assert_eq!(schedule.rate(100), 0.04 / 1e4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    /// The largest rate.
    pub rate: f32,
    /// How many steps there are.
    pub steps: usize,
    /// The part of the steps in which the rate rises.
    pub rise: f32,
    /// How much smaller the first rate is than the largest.
    pub start_divisor: f32,
    /// How much smaller the last rate is than the first.
    pub end_divisor: f32,
}

impl OneCycle {
    /// To 0.01 and back, 25 times as small at the start and 250 000 times at the end, rising for 0.3 of the
    /// steps; `steps` is 0 and has to be set.
    pub const NEW: Self =
        OneCycle { rate: 0.01, steps: 0, rise: 0.3, start_divisor: 25.0, end_divisor: 1e4 };
}

impl Schedule for OneCycle {
    fn rate(&self, step: usize) -> f32 {
        let OneCycle { rate, steps, rise, start_divisor, end_divisor } = *self;
        let first = rate / start_divisor;
        let (step, steps) = (step as f32, steps as f32);
        let peak = rise * steps - 1.0;
        if step < peak {
            anneal(first, rate, step, peak)
        } else {
            anneal(rate, first / end_divisor, step - peak, steps - 1.0 - peak)
        }
    }
}
