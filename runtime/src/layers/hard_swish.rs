use super::elementwise::elementwise;

/// Swish by straight lines, `hard_swish`: y = x min(max(x + 3, 0), 6) / 6 (Howard et al., *Searching for
/// MobileNetV3*, 2019, section 5.2).
///
/// dy/dx = 0 for x ≤ -3, x/3 + 1/2 for -3 < x < 3, 1 for x ≥ 3.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<hard_swish(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-4.0, 0.0, 4.0]), [0.0, 0.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HardSwish;

impl HardSwish {
    const DEFAULT: Self = HardSwish;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        x * ((x + 3.0).clamp(0.0, 6.0) / 6.0)
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        if x <= -3.0 {
            0.0
        } else if x < 3.0 {
            x / 3.0 + 0.5
        } else {
            1.0
        }
    }
}

elementwise!(HardSwish, init_before: He);
