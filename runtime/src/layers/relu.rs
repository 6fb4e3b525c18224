use super::elementwise::elementwise;

/// The rectifier, `relu`: y = max(x, 0) (Nair and Hinton, *Rectified Linear Units Improve Restricted
/// Boltzmann Machines*, 2010).
///
/// dy/dx = 1 for x > 0, otherwise 0.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<relu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-1.0, 0.0, 2.0]), [0.0, 0.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu;

impl Relu {
    const DEFAULT: Self = Relu;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        if x < 0.0 { 0.0 } else { x }
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        if x > 0.0 { 1.0 } else { 0.0 }
    }
}

elementwise!(Relu, init_before: He);
