use super::elementwise::elementwise;

/// The leaky rectifier, `leaky_relu`: y = x for x > 0, otherwise `slope` x (Maas et al., *Rectifier
/// Nonlinearities Improve Neural Network Acoustic Models*, 2013).
///
/// dy/dx = 1 for x > 0, otherwise `slope`.
///
/// The slope is 0.01 unless it is given: `leaky_relu { slope: 0.2 }`. It is not learned.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<leaky_relu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-1.0, 0.0, 2.0]), [-0.01, 0.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu {
    /// The slope for x < 0.
    pub slope: f32,
}

impl Default for LeakyRelu {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl LeakyRelu {
    const DEFAULT: Self = LeakyRelu { slope: 0.01 };

    #[inline]
    fn value(&self, x: f32) -> f32 {
        if x > 0.0 { x } else { self.slope * x }
    }

    #[inline]
    fn derivative(&self, x: f32, _y: f32) -> f32 {
        if x > 0.0 { 1.0 } else { self.slope }
    }
}

elementwise!(LeakyRelu, init_before: He);
