use super::elementwise::elementwise;
use crate::math;

/// The sigmoid linear unit or swish, `silu`: y = x σ(x), σ the logistic function (Elfwing et al.,
/// *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning*,
/// 2017, eq. 3).
///
/// dy/dx = σ(x) (1 + x (1 - σ(x))).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<silu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-200.0, 0.0, 1.0]), [0.0, 0.0, 0.731_058_6]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silu;

impl Silu {
    const DEFAULT: Self = Silu;

    #[inline(always)]
    fn value(&self, x: f32) -> f32 {
        x * math::sigmoid(x)
    }

    #[inline(always)]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        let s = math::sigmoid(x);
        s * (1.0 + x * (1.0 - s))
    }
}

elementwise!(Silu, init_before: He);
