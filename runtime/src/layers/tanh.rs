use super::elementwise::elementwise;
use crate::math;

/// The hyperbolic tangent, `tanh`: y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) (LeCun et al., *Efficient BackProp*,
/// 1998, section 4.4).
///
/// dy/dx = 1 - y².
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<tanh(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-100.0, 0.0, 100.0]), [-1.0, 0.0, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tanh;

impl Tanh {
    const DEFAULT: Self = Tanh;

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        math::tanh(x)
    }

    #[inline(always)]
    fn derivative(&self, _x: f32, y: f32) -> f32 {
        1.0 - y * y
    }
}

elementwise!(Tanh, init_before: Glorot);
