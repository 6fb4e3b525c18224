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
        x * math::normal(x).0
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        let (cumulative, density) = math::normal(x);
        cumulative + x * density
    }
}

elementwise!(Gelu, init_before: He);
