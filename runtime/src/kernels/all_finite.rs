//! Whether numbers can be computed with.

use super::parallel::share_check;
use super::{Kernel, dispatch, worth_a_call};

/// Whether none of the numbers is infinite or NaN.
#[inline]
pub(crate) fn all_finite(values: &[f32]) -> bool {
    if worth_a_call(values.len()) {
        share_check(values, |values| dispatch::run(AllFinite { values }))
    } else {
        AllFinite { values }.run::<1, 1, 1, false>()
    }
}

struct AllFinite<'a> {
    values: &'a [f32],
}

impl Kernel for AllFinite<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize, const FUSED: bool>(
        &mut self,
    ) -> bool {
        // Without a branch for each: of a number that is not finite, all bits of the exponent are set.
        const EXPONENT: u32 = 0x7f80_0000;
        let not = |x: &f32| x.to_bits() & EXPONENT == EXPONENT;
        !self.values.iter().fold(false, |any, x| any | not(x))
    }
}
