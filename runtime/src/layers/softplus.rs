use super::elementwise::elementwise;
use crate::math;

/// The smooth rectifier, `softplus`: y = log(1 + eˣ), computed as max(x, 0) + log(1 + e^-|x|), which
/// does not overflow (Dugas et al., *Incorporating Second-Order Functional Knowledge for Better Option
/// Pricing*, 2001, eq. 2).
///
/// dy/dx = 1 / (1 + e⁻ˣ).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<softplus(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-200.0, 0.0, 100.0]), [0.0, std::f32::consts::LN_2, 100.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Softplus;

impl Softplus {
    const DEFAULT: Self = Softplus;

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        (if x > 0.0 { x } else { 0.0 }) + math::softplus_of_minus_abs(x)
    }

    #[inline(always)]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        math::sigmoid(x)
    }
}

elementwise!(Softplus, init_before: He);
