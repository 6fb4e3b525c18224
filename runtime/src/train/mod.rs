//! Training in a few lines: epochs over a data set with validation, schedules, early stopping, checkpoints, a
//! progress bar, and a history to look at. For machines with an operating system; on a chip the plain loop that
//! this is made of is as short, see [`Network::loss_gradient`](crate::Network::loss_gradient).
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::train::{Data, Trainer};
//!
//! network! { struct Net<dense(1 -> 16), tanh, dense(16 -> 1)> }
//!
//! let inputs: Vec<[f32; 1]> = (0..200).map(|i| [i as f32 / 100.0 - 1.0]).collect();
//! let targets: Vec<[f32; 1]> = inputs.iter().map(|[x]| [(3.0 * x).sin()]).collect();
//! let mut net = Net::ZERO;
//! net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
//!
//! let data = Data::new(&inputs, &targets)?;
//! let mut adam = Adam { rate: 0.02, ..Adam::<Net>::NEW };
//! let history = Trainer { epochs: 40, batch: 20, progress: false, ..Trainer::new() }
//!     .fit(&mut net, &mut adam, &MeanSquaredError, &data, None)?;
//! assert!(history.last().is_some_and(|epoch| epoch.loss < 0.01));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Trainer`] has the settings, [`Samples`] is what it learns from, and [`History`] what it did.

mod checkpoint;
mod data;
mod error;
mod history;
mod interrupt;
#[cfg(feature = "plot")]
mod plot;
mod progress;
mod trainer;

pub use data::{Data, Samples};
pub use error::{Cause, FitError};
pub use history::{End, Epoch, History};
#[cfg(feature = "plot")]
pub use plot::PlotError;
pub use trainer::{Measure, Trainer};
