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

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        // A chip takes one at a time, and a branch spares it the exponential; the bits are the same.
        if cfg!(any(target_arch = "arm", target_arch = "riscv32")) && x > 0.0 {
            return x;
        }
        math::at_least(x, 0.0) + self.alpha * math::exp_m1(math::at_most(x, 0.0))
    }

    #[inline(always)]
    fn derivative(&self, x: f32, y: f32) -> f32 {
        if x > 0.0 { 1.0 } else { y + self.alpha }
    }
}

elementwise!(Elu, init_before: He);
