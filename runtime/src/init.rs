//! First values for weights.

use crate::math;
use rand::{Rng, RngExt};

/// How a layer's weights start. Biases start at zero.
///
/// A net chooses by itself: [`He`](Init::He) before a relu-like activation, [`Glorot`](Init::Glorot)
/// otherwise. To choose another, initialise the layer again:
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<hidden: dense(8 -> 4), tanh, dense(4 -> 1)> }
///
/// let mut rng = Xoshiro128PlusPlus::seed_from_u64(7);
/// let mut net = Net::ZERO;
/// net.init(&mut rng);
/// net.hidden.init(Init::Uniform(0.5), &mut rng);
/// assert!(net.hidden.weight.iter().flatten().all(|w| w.abs() <= 0.5));
/// ```
///
/// All are uniform distributions: they need a random number and a multiplication, so the same seed gives
/// the same bits on a laptop and on a chip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// U(-a, a) with a = sqrt(6 / inputs): keeps the variance through a relu, which loses half of it
    /// (He et al., *Delving Deep into Rectifiers*, 2015, eq. 10).
    He,
    /// U(-a, a) with a = sqrt(6 / (inputs + outputs)): keeps the variance forward and backward through a
    /// layer that is linear near zero (Glorot and Bengio, *Understanding the difficulty of training deep
    /// feedforward neural networks*, 2010, eq. 16).
    Glorot,
    /// U(-a, a) with a = sqrt(3 / inputs) (LeCun et al., *Efficient BackProp*, 1998, section 4.6).
    Lecun,
    /// U(-a, a) with the `a` given.
    Uniform(f32),
    /// Every weight the same. A hidden layer that starts so can never tell its outputs apart.
    Constant(f32),
}

impl Init {
    /// Fills `weight`, of a layer in which each output sees `inputs` values and each input is seen by
    /// `outputs`.
    pub fn fill(
        self,
        weight: &mut [f32],
        inputs: usize,
        outputs: usize,
        rng: &mut (impl Rng + ?Sized),
    ) {
        let limit = match self {
            Init::He => math::sqrt(6.0 / inputs as f32),
            Init::Glorot => math::sqrt(6.0 / (inputs + outputs) as f32),
            Init::Lecun => math::sqrt(3.0 / inputs as f32),
            Init::Uniform(limit) => limit,
            Init::Constant(value) => return weight.fill(value),
        };
        for weight in weight {
            *weight = limit * (2.0 * rng.random::<f32>() - 1.0);
        }
    }
}
