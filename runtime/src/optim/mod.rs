//! Gradient descent: how a gradient becomes a step.
//!
//! An optimizer is a type that implements [`Optimizer`]. Those that remember something hold it as values
//! of the net's own type, so that they too live in a `static`, on the stack or in a box, and need no heap.
//! Settings are public fields and may change between steps; [`schedule`](crate::schedule) is about when a
//! learning rate should.
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
//!
//! **What is remembered decays to 0**: an average below the smallest normal number, 1.2e-38, is taken for 0. Otherwise
//! the averages of a weight whose input is almost always 0, such as a pixel at a picture's edge, would end as subnormal
//! numbers and stay so, with each of which processors take a hundred times as long.
//!
//! # Different layers
//!
//! Every optimizer here has a list of layers whose learning rate or weight decay differs: [`ForLayer`].
//! [`check_layers`] finds a name that is misspelt.
//!
//! # Before a step
//!
//! A gradient is a net, and may be changed like one: [`clip_by_norm`] and [`clip_by_value`] keep it from being
//! too large, and a [`Penalty`] on large weights adds to it.
//!
//! **A batch that is too large** for the workspace is taken in parts: [`loss_gradient`] adds to what is there,
//! so after k parts of the same size the sum, scaled by 1/k, is the gradient of the whole batch's mean loss.
//!
//! ```
//! use typenet::optim;
//! use typenet::prelude::*;
//!
//! network! { struct Net<dense(2 -> 1)> }
//!
//! let inputs = [[1.0, 0.0], [0.5, 2.0], [0.0, -1.0], [3.0, 1.0]];
//! let targets = [[1.0], [2.0], [3.0], [4.0]];
//! let mut net = Net::ZERO;
//! let mut gradient = Net::ZERO;
//! let mut workspace = [0.0; Net::workspace_len(2)];
//! for (inputs, targets) in inputs.chunks(2).zip(targets.chunks(2)) {
//!     net.loss_gradient(&MeanSquaredError, inputs, targets, &mut workspace, &mut gradient)?;
//! }
//! optim::scale(&mut gradient, 1.0 / 2.0);
//!
//! let mut at_once = Net::ZERO;
//! let mut workspace = [0.0; Net::workspace_len(4)];
//! net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut at_once)?;
//! assert_eq!(gradient, at_once);
//! # Ok::<(), typenet::Error>(())
//! ```
//!
//! # An optimizer of one's own
//!
//! needs a step and a learning rate. This one follows the gradient's sign, and takes smaller steps where it has
//! changed (the idea of Rprop). What it remembers it shows, so that training can be saved and go on.
//!
//! ```
//! use typenet::optim::{ForLayer, StateVisitor, for_each_tensor};
//! use typenet::prelude::*;
//!
//! struct SignDescent<N> {
//!     rate: f32,
//!     last: N,
//! }
//!
//! impl<N: Network> Optimizer<N> for SignDescent<N> {
//!     fn step(&mut self, net: &mut N, gradient: &mut N) {
//!         let rate = self.rate;
//!         for_each_tensor([net, gradient, &mut self.last], &[], |[w, g, last], _| {
//!             for ((w, g), last) in w.iter_mut().zip(g).zip(last) {
//!                 let step = if *g * *last < 0.0 { 0.5 * rate } else { rate };
//!                 if *g != 0.0 {
//!                     *w -= step.copysign(*g);
//!                 }
//!                 *last = *g;
//!                 *g = 0.0;
//!             }
//!         });
//!     }
//!
//!     fn rate_mut(&mut self) -> &mut f32 {
//!         &mut self.rate
//!     }
//!
//!     fn state(&mut self, visitor: &mut dyn StateVisitor<N>) {
//!         visitor.net("last", &mut self.last);
//!     }
//! }
//!
//! network! { struct Net<dense(1 -> 1)> }
//!
//! let mut net = Net::ZERO;
//! let mut gradient = Net::ZERO;
//! let mut optimizer = SignDescent { rate: 0.1, last: Net::ZERO };
//! for slope in [3.0, -1.0] {
//!     gradient.dense.bias = [slope];
//!     optimizer.step(&mut net, &mut gradient);
//! }
//! assert_eq!(net.dense.bias, [-0.05]);
//! ```
//!
//! [`loss_gradient`]: crate::Network::loss_gradient

/// `boxed()` for an optimizer that holds values of the net's type.
macro_rules! boxed {
    ($Optimizer:ident) => {
        #[cfg(feature = "alloc")]
        impl<N: Network> $Optimizer<N> {
            /// A new optimizer in a box, made there: however large the net, it never crosses the stack.
            pub fn boxed() -> alloc::boxed::Box<Self> {
                crate::boxed::boxed::<Self>()
            }
        }

        #[cfg(feature = "alloc")]
        impl<N: Network> crate::boxed::Constant for $Optimizer<N> {
            type Type = Self;
            const VALUE: Self = Self::NEW;
        }
    };
}

mod adagrad;
mod adam;
mod adam_w;
mod clip;
mod for_layer;
mod lion;
mod momentum;
mod penalty;
mod rms_prop;
mod rule;
mod sgd;

pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adam_w::AdamW;
pub use clip::{clip_by_norm, clip_by_value, norm, scale};
pub use for_layer::{ForLayer, UnknownLayer, check_layers, for_each_tensor};
pub use lion::Lion;
pub use momentum::Momentum;
pub use penalty::Penalty;
pub use rms_prop::RmsProp;
pub use sgd::Sgd;

use crate::Network;

/// Changes a net's parameters against its gradient.
pub trait Optimizer<N: Network> {
    /// Takes one step and uses up the gradient: `gradient` is zero afterwards, ready for the next batch
    /// to add to. (To look at a gradient, look before the step.)
    fn step(&mut self, net: &mut N, gradient: &mut N);

    /// The learning rate of the next step, for a [`Schedule`](crate::schedule::Schedule) to set.
    fn rate_mut(&mut self) -> &mut f32;

    /// The layers with settings of their own, so that they can be checked ([`check_layers`]).
    fn layers(&self) -> &[ForLayer] {
        &[]
    }

    /// Shows all that it remembers from step to step, always in the same order: an optimizer with the same
    /// settings that is given the same values goes on just as this one would.
    ///
    /// Settings are not shown, since they are the program's to choose: neither is the rate, which a schedule
    /// sets before each step.
    fn state(&mut self, visitor: &mut dyn StateVisitor<N>) {
        let _ = visitor;
    }
}

/// A box steps as what is in it.
#[cfg(feature = "alloc")]
impl<N: Network, O: Optimizer<N> + ?Sized> Optimizer<N> for alloc::boxed::Box<O> {
    fn step(&mut self, net: &mut N, gradient: &mut N) {
        (**self).step(net, gradient);
    }

    fn rate_mut(&mut self) -> &mut f32 {
        (**self).rate_mut()
    }

    fn layers(&self) -> &[ForLayer] {
        (**self).layers()
    }

    fn state(&mut self, visitor: &mut dyn StateVisitor<N>) {
        (**self).state(visitor);
    }
}

/// Is shown what an optimizer remembers, to save it or to put back what was saved.
pub trait StateVisitor<N> {
    /// A value of the net's type, such as an average of its gradients.
    fn net(&mut self, name: &'static str, net: &mut N);

    /// Some numbers.
    fn scalars(&mut self, name: &'static str, values: &mut [f32]);
}
