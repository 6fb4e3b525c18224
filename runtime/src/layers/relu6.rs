use super::elementwise::elementwise;

/// The rectifier with a ceiling, `relu6`: y = min(max(x, 0), 6) (Howard et al., *MobileNets*, 2017; PyTorch's
/// `ReLU6`).
///
/// dy/dx = 1 for 0 < x < 6, otherwise 0.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<relu6(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-1.0, 2.0, 7.0]), [0.0, 2.0, 6.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu6;

impl Relu6 {
    const DEFAULT: Self = Relu6;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        x.clamp(0.0, 6.0)
    }

    #[inline]
    fn derivative(&self, _x: f32, y: f32) -> f32 {
        if y > 0.0 && y < 6.0 { 1.0 } else { 0.0 }
    }
}

elementwise!(Relu6, init_before: He);
