use super::elementwise::elementwise;
use crate::math;

/// The logistic function, `sigmoid`: y = 1 / (1 + e⁻ˣ) (Bishop, *Pattern Recognition and Machine
/// Learning*, 2006, eq. 4.59).
///
/// dy/dx = y (1 - y).
///
/// To train a net that answers yes or no, leave it out and use
/// [`BinaryCrossEntropy`](crate::loss::BinaryCrossEntropy), which takes logits.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<sigmoid(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-200.0, 0.0, 100.0]), [0.0, 0.5, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

impl Sigmoid {
    const DEFAULT: Self = Sigmoid;

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        math::sigmoid(x)
    }

    #[inline(always)]
    fn derivative(&self, _x: f32, y: f32) -> f32 {
        y * (1.0 - y)
    }
}

elementwise!(Sigmoid, init_before: Glorot);
