use super::elementwise::elementwise;
use crate::math;

/// The Gaussian error linear unit, `gelu`: y = x Φ(x), where Φ is the normal distribution's cumulative
/// function, exact (Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016, section 2).
///
/// dy/dx = Φ(x) + x φ(x), where φ(x) = e^(-x²/2) / √(2π).
///
/// [`GeluTanh`](crate::layers::GeluTanh) is the approximation by tanh.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<gelu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-200.0, 0.0, 1.0]), [0.0, 0.0, 0.841_344_7]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gelu;

impl Gelu {
    const DEFAULT: Self = Gelu;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        x * normal_cdf(x)
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        normal_cdf(x) + x * math::exp(-0.5 * x * x) * INV_SQRT_TAU
    }
}

const INV_SQRT_TAU: f32 = 0.398_942_3;

/// Φ(x). By erfc, which keeps its digits where Φ is small.
#[inline]
fn normal_cdf(x: f32) -> f32 {
    0.5 * math::erfc(-x * core::f32::consts::FRAC_1_SQRT_2)
}

elementwise!(Gelu, init_before: He);
