use super::elementwise::elementwise;

/// The logistic function by straight lines, `hard_sigmoid`: y = min(max(x + 3, 0), 6) / 6 (Howard et
/// al., *Searching for MobileNetV3*, 2019, section 5.2; PyTorch's `hardsigmoid`).
///
/// dy/dx = 1/6 for -3 < x < 3, otherwise 0.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<hard_sigmoid(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-4.0, 0.0, 4.0]), [0.0, 0.5, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardSigmoid;

impl HardSigmoid {
    const DEFAULT: Self = HardSigmoid;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        (x + 3.0).clamp(0.0, 6.0) / 6.0
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        if x > -3.0 && x < 3.0 { 1.0 / 6.0 } else { 0.0 }
    }
}

elementwise!(HardSigmoid, init_before: Glorot);
