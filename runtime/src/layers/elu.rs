use super::elementwise::elementwise;
use crate::math;

/// The exponential linear unit, `elu`: y = x for x > 0, otherwise `alpha` (eˣ - 1) (Clevert et al.,
/// *Fast and Accurate Deep Network Learning by Exponential Linear Units*, 2016, eq. 15).
///
/// dy/dx = 1 for x > 0, otherwise `alpha` eˣ.
///
/// Alpha is 1 unless it is given: `elu { alpha: 0.5 }`. It is not learned.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<elu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-100.0, 0.0, 2.0]), [-1.0, 0.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu {
    /// What -y goes to far to the left, α.
    pub alpha: f32,
}

impl Default for Elu {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Elu {
    const DEFAULT: Self = Elu { alpha: 1.0 };

    #[inline]
    fn value(&self, x: f32) -> f32 {
        if x > 0.0 { x } else { self.alpha * math::exp_m1(x) }
    }

    #[inline]
    fn derivative(&self, x: f32, y: f32) -> f32 {
        if x > 0.0 { 1.0 } else { y + self.alpha }
    }
}

elementwise!(Elu, init_before: He);
