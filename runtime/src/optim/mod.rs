//! Gradient descent: how a gradient becomes a step.
//!
//! An optimizer is a type that implements [`Optimizer`]. Those that remember something hold it as values
//! of the net's own type, so that they too live in a `static`, on the stack or in a box, and need no heap.
//! Settings are public fields and may change between steps: that is all a learning-rate schedule is.
//!
//! ```
//! use typenet::prelude::*;
//!
//! network! { struct Net<dense(2 -> 1)> }
//!
//! let mut net = Net::ZERO;
//! let mut gradient = Net::ZERO;
//! let mut adam = Adam { rate: 0.1, ..Adam::<Net>::NEW };
//! gradient.dense.bias = [2.0];
//! adam.step(&mut net, &mut gradient);
//! assert!((net.dense.bias[0] - -0.1).abs() < 1e-6);
//! assert_eq!(gradient, Net::ZERO); // used up, ready to be added to
//! ```

mod adam;
mod momentum;
mod sgd;

pub use adam::Adam;
pub use momentum::Momentum;
pub use sgd::Sgd;

use crate::Network;

/// Changes a net's parameters against its gradient.
pub trait Optimizer<N: Network> {
    /// Takes one step and uses up the gradient: `gradient` is zero afterwards, ready for the next batch
    /// to add to. (To look at a gradient, look before the step.)
    fn step(&mut self, net: &mut N, gradient: &mut N);
}
