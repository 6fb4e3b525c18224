use super::Schedule;

/// The same rate for ever.
///
/// ```
/// use typenet::schedule::{Constant, Schedule};
///
/// assert_eq!(Constant { rate: 0.1 }.rate(1000), 0.1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    /// The rate.
    pub rate: f32,
}

impl Schedule for Constant {
    fn rate(&self, _step: usize) -> f32 {
        self.rate
    }
}
