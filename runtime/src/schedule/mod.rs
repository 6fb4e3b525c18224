//! Learning rates that change: a rate for each step.
//!
//! A schedule is a type that implements [`Schedule`]. It knows no optimizer; whoever trains sets the rate
//! before each step, and tells the schedule of a loss if it wants to know.
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::schedule::{Cosine, Schedule};
//!
//! network! { struct Net<dense(1 -> 1)> }
//!
//! let mut net = Net::ZERO;
//! let mut gradient = Net::ZERO;
//! let mut workspace = [0.0; Net::workspace_len(2)];
//! let mut optimizer = Momentum::<Net>::NEW;
//! let schedule = Cosine { rate: 0.1, warm_up: 20, steps: 200, ..Cosine::NEW };
//! for step in 0..200 {
//!     let (inputs, targets) = ([[1.0], [-1.0]], [[3.0], [1.0]]);
//!     net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)?;
//!     optimizer.rate = schedule.rate(step); // in generic code *optimizer.rate_mut()
//!     optimizer.step(&mut net, &mut gradient);
//! }
//! assert!((net.forward(&[2.0])[0] - 4.0).abs() < 1e-3);
//! # Ok::<(), typenet::Error>(())
//! ```
//!
//! A step is whatever the one who trains counts: an optimizer's steps, or epochs.
//!
//! | schedule | |
//! |---|---|
//! | [`Constant`] | the same rate for ever |
//! | [`StepDecay`] | smaller by a factor every so many steps |
//! | [`Exponential`] | smaller by a factor every step |
//! | [`Cosine`] | up in a line, down along a cosine |
//! | [`OneCycle`] | up and down along cosines |
//! | [`Plateau`] | smaller by a factor when the loss gets no better |
//!
//! One of your own is an `impl` away:
//!
//! ```
//! use typenet::schedule::Schedule;
//!
//! /// Rate/√(1 + step).
//! struct InverseRoot {
//!     rate: f32,
//! }
//!
//! impl Schedule for InverseRoot {
//!     fn rate(&self, step: usize) -> f32 {
//!         self.rate / (1.0 + step as f32).sqrt()
//!     }
//! }
//!
//! assert_eq!(InverseRoot { rate: 0.1 }.rate(3), 0.05);
//! ```

mod constant;
mod cosine;
mod exponential;
mod one_cycle;
mod plateau;
mod step_decay;

pub use constant::Constant;
pub use cosine::Cosine;
pub use exponential::Exponential;
pub use one_cycle::OneCycle;
pub use plateau::Plateau;
pub use step_decay::StepDecay;

use crate::math;
use core::f32::consts::FRAC_PI_2;

/// A learning rate for each step.
pub trait Schedule {
    /// The rate of a step, of which the first is 0. Asked twice, it says the same.
    fn rate(&self, step: usize) -> f32;

    /// Is told a loss, as a rule that of validation once an epoch. Most schedules do not care.
    fn observe(&mut self, loss: f32) {
        let _ = loss;
    }

    /// Shows all that it remembers of losses, by name, to be saved or to be put back: as
    /// [`Optimizer::state`](crate::Optimizer::state).
    fn state(&mut self, visitor: &mut dyn FnMut(&'static str, &mut [f32])) {
        let _ = visitor;
    }
}

/// The way from `start` to `end` along half a cosine's wave, of which `done` out of `all` is done:
/// end + (start - end)/2 · (1 + cos(π done/all)), with the squares of sines in place of 1 ± cos, of which
/// no digits cancel.
fn anneal(start: f32, end: f32, done: f32, all: f32) -> f32 {
    if done < all {
        let [to_go, done] = [all - done, done].map(|part| math::sin(FRAC_PI_2 * part / all));
        start * (to_go * to_go) + end * (done * done)
    } else {
        end
    }
}

#[cfg(test)]
mod tests;
