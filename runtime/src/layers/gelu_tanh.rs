use super::elementwise::elementwise;
use crate::math;

/// The Gaussian error linear unit by tanh, `gelu_tanh`: y = x/2 (1 + tanh u) with
/// u = √(2/π) (x + 0.044715 x³) (Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016, section 2;
/// PyTorch's `gelu(approximate="tanh")`).
///
/// dy/dx = (1 + tanh u)/2 + x/2 (1 - tanh² u) √(2/π) (1 + 0.134145 x²).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<gelu_tanh(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-100.0, 0.0, 1.0]), [0.0, 0.0, 0.841_192]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeluTanh;

impl GeluTanh {
    const DEFAULT: Self = GeluTanh;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        0.5 * x * (1.0 + math::tanh(inner(x)))
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        let t = math::tanh(inner(x));
        let (bend, slope) = (1.0 - t * t, SQRT_2_OVER_PI * (1.0 + 3.0 * CUBIC * x * x));
        // Far out the bend is zero and the slope may be infinite.
        0.5 * (1.0 + t) + if bend > 0.0 { 0.5 * x * bend * slope } else { 0.0 }
    }
}

const SQRT_2_OVER_PI: f32 = 0.797_884_6;
const CUBIC: f32 = 0.044_715;

#[inline]
fn inner(x: f32) -> f32 {
    SQRT_2_OVER_PI * (x + CUBIC * x * x * x)
}

elementwise!(GeluTanh, init_before: He);
