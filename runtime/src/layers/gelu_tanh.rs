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

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        x * half_of_one_and_tanh(inner(x))
    }

    #[inline(always)]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        let h = half_of_one_and_tanh(inner(x));
        // (1 - tanh² u) / 2
        let bend = 2.0 * h * (1.0 - h);
        let slope = SQRT_2_OVER_PI * (1.0 + 3.0 * CUBIC * x * x);
        // Far out the bend is zero and the slope may be infinite.
        h + if bend > 0.0 { x * bend * slope } else { 0.0 }
    }
}

const SQRT_2_OVER_PI: f32 = 0.797_884_6;
const CUBIC: f32 = 0.044_715;

#[inline(always)]
fn inner(x: f32) -> f32 {
    SQRT_2_OVER_PI * (x + CUBIC * x * x * x)
}

/// (1 + tanh u) / 2, which is the logistic function of 2u: so it keeps its digits where tanh u is near -1.
#[inline(always)]
fn half_of_one_and_tanh(u: f32) -> f32 {
    math::sigmoid(2.0 * u)
}

elementwise!(GeluTanh, init_before: He);
