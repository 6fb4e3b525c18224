use super::{Schedule, anneal};

/// Up in a line, then down along half a cosine's wave: rate · (step + 1)/w in the first w steps, then
/// least + (rate - least)/2 · (1 + cos(π (step - w)/(steps - w))), and `least` from `steps` on (Loshchilov and
/// Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts*, 2017, eq. 5, one period; PyTorch's
/// `CosineAnnealingLR` after a `LinearLR` from 1/w).
///
/// ```
/// use typenet::schedule::{Cosine, Schedule};
///
/// let schedule = Cosine { rate: 1.0, warm_up: 4, steps: 12, ..Cosine::NEW };
/// assert_eq!([0, 1, 2, 3, 4].map(|step| schedule.rate(step)), [0.25, 0.5, 0.75, 1.0, 1.0]);
/// assert!((schedule.rate(8) - 0.5).abs() < 1e-6);
/// assert_eq!([12, 13].map(|step| schedule.rate(step)), [0.0; 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cosine {
    /// The largest rate.
    pub rate: f32,
    /// The rate at the end.
    pub least: f32,
    /// How many steps it takes to the largest rate, w. 0 to start with it.
    pub warm_up: usize,
    /// How many steps it takes to the end, those of warm-up included.
    pub steps: usize,
}

impl Cosine {
    /// From 0.001 to 0 without warm-up; `steps` is 0 and has to be set.
    pub const NEW: Self = Cosine { rate: 0.001, least: 0.0, warm_up: 0, steps: 0 };
}

impl Schedule for Cosine {
    fn rate(&self, step: usize) -> f32 {
        let Cosine { rate, least, warm_up, steps } = *self;
        match step.checked_sub(warm_up) {
            None => rate * (step as f32 + 1.0) / warm_up as f32,
            Some(done) => anneal(rate, least, done as f32, steps.saturating_sub(warm_up) as f32),
        }
    }
}
