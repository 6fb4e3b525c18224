//! Whether numbers can be computed with.

use super::{Kernel, dispatch, worth_a_call};

/// Whether none of the numbers is infinite or NaN.
#[inline]
pub(crate) fn all_finite(values: &[f32]) -> bool {
    let all_finite = AllFinite { values };
    if worth_a_call(values.len()) { dispatch::run(all_finite) } else { all_finite.run::<1, 1, 1>() }
}

struct AllFinite<'a> {
    values: &'a [f32],
}

impl Kernel for AllFinite<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(self) -> bool {
        // One comparison of the largest bit pattern stands for all: it is at least infinity's if and only if a
        // value is not finite.
        let largest = self.values.iter().map(|x| x.to_bits() & 0x7fff_ffff).fold(0, u32::max);
        f32::from_bits(largest).is_finite()
    }
}
