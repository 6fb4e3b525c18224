//! Whether numbers can be computed with.

use super::parallel::share_check;
use super::{Kernel, LINE, Vectors, dispatch, worth_a_call};

/// Whether none of the numbers is infinite or NaN.
#[inline]
pub(crate) fn all_finite(values: &[f32]) -> bool {
    if worth_a_call(values.len()) {
        many_are_finite(values)
    } else {
        dispatch::run_inlined(&mut AllFinite { values })
    }
}

/// A function of its own: a net so small that it checks a few numbers is to take up nothing of this.
fn many_are_finite(values: &[f32]) -> bool {
    share_check(values, |values| {
        // The most of them from a cache line's beginning on.
        let before = values.as_ptr().align_offset(LINE).min(values.len());
        let (first, values) = values.split_at(before);
        dispatch::run_inlined(&mut AllFinite { values: first })
            && dispatch::run(AllFinite { values })
    })
}

struct AllFinite<'a> {
    values: &'a [f32],
}

impl Kernel for AllFinite<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> bool {
        // Without a branch for each: of a number that is not finite, all bits of the exponent are set.
        const EXPONENT: u32 = 0x7f80_0000;
        let not = |x: &f32| x.to_bits() & EXPONENT == EXPONENT;
        !self.values.iter().fold(false, |any, x| any | not(x))
    }
}
