//! Neural networks as types: the compiler checks every shape, and the net trains and runs without heap.
//!
//! [`network!`] declares a net. It is a plain struct with fixed-size arrays of weights; `forward` and
//! `backward` are straight-line code, one line a layer. The same source runs on a laptop and on a
//! microcontroller.
//!
//! ```
//! use typenet::prelude::*;
//!
//! network! { struct Xor<dense(2 -> 8), tanh, dense(8 -> 1)> }
//!
//! let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
//! let targets = [[0.0], [1.0], [1.0], [0.0]];
//!
//! let mut net = Xor::ZERO;
//! net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
//! let mut gradient = Xor::ZERO;
//! let mut workspace = [0.0; Xor::workspace_len(4)];
//! let mut adam = Adam { rate: 0.05, ..Adam::<Xor>::NEW };
//! for _ in 0..300 {
//!     net.loss_gradient(&BinaryCrossEntropy, &inputs, &targets, &mut workspace, &mut gradient)?;
//!     adam.step(&mut net, &mut gradient);
//! }
//! for (input, target) in inputs.iter().zip(&targets) {
//!     assert_eq!(net.forward(input)[0] > 0.0, target[0] > 0.5);
//! }
//! # Ok::<(), typenet::Error>(())
//! ```
//!
//! # Where to look
//!
//! * [`network!`]: the language, and what it writes
//! * [`layers`](mod@layers): the built-in layers, with their formulas
//! * [`layer`]: how to write a layer of your own
//! * [`loss`], [`optim`], [`schedule`]: losses, optimizers, learning rates that change
//! * [`metrics`]: accuracy, confusion matrices, R²
//! * [`Network`]: training with checked data, and generic code over nets
//! * `train`: epochs, validation, checkpoints and a history, with feature `train`
//! * `weights`: safetensors files, with feature `safetensors`
//! * [`trained`]: weights in the program at [compile time](network!#weights-at-compile-time)
//! * [`gradient_check`]: finite differences, for the author of a layer
//!
//! # Memory
//!
//! No function takes or returns weights, gradients or a batch by value, so a net lives where you put it: in
//! a `static`, on the stack, or in a box by [`Network::boxed`]. Batches are slices. What training has to
//! remember between forward and backward goes to a workspace that you own, a slice of
//! `Net::workspace_len(batch)` floats. Nothing in the core asks for a heap, and no method of a net panics.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `std` (default) | large layers with the best instructions that the processor has; weights files on disk; turns on `alloc` |
//! | `alloc` | nets and optimizers made in a box; gradient checks |
//! | `same-bits` | large layers and convolutions, too, give the same bits on every machine; without it they fuse products and sums where the processor can, and some layers' outputs are two sums, which is up to 1.6 times as fast |
//! | `rayon` | large batches on all threads of rayon's pool, with the same bits as on one; they look for more for some 50 µs before they sleep |
//! | `safetensors` | weights as safetensors, with PyTorch's names and layouts |
//! | `include-weights` | `#[weights("net.safetensors")]` on a net: trained weights in the program, at compile time; needs no `std` |
//! | `train` | a trainer with validation, checkpoints, a progress bar and Ctrl-C; turns on `std` and `safetensors` |
//! | `plot` | the trainer's history as a picture (SVG); turns on `train` |
//!
//! Without default features the crate is `no_std` without `alloc` and depends on rand (its core) and libm.
#![no_std]
#![deny(missing_docs, unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// So that `network!` finds the crate by its own name in its own docs and tests.
extern crate self as typenet;

mod apart;
mod declaration;
mod error;
mod floats;
mod init;
mod kernels;
mod math;
mod message;
mod network;
mod parameters;
mod samples;
mod summary;
mod tensor;
mod unwritten;

#[cfg(feature = "alloc")]
mod boxed;
#[cfg(feature = "alloc")]
pub mod gradient_check;
pub mod layer;
pub mod layers;
pub mod loss;
pub mod metrics;
pub mod optim;
pub mod schedule;
#[cfg(feature = "train")]
pub mod train;
pub mod trained;
#[cfg(feature = "safetensors")]
pub mod weights;

pub use error::{Error, TargetError};
pub use init::Init;
pub use layer::{Layer, Saved};
pub use loss::Loss;
pub use network::Network;
pub use optim::Optimizer;
pub use rand;
pub use summary::{Summary, SummaryRow};
pub use tensor::Tensor;

/// What most programs with a net need.
///
/// ```
/// use typenet::prelude::*;
/// ```
pub mod prelude {
    pub use crate::loss::{BinaryCrossEntropy, BinaryCrossEntropyOnProbabilities, Hinge, Huber};
    pub use crate::loss::{CrossEntropy, NegativeLogLikelihood, WeightedCrossEntropy};
    pub use crate::loss::{Loss, MeanAbsoluteError, MeanSquaredError};
    pub use crate::network;
    pub use crate::optim::{Adagrad, Adam, AdamW, Lion, Momentum, Optimizer, RmsProp, Sgd};
    pub use crate::{Init, Network, Tensor};
    pub use rand::SeedableRng;
    pub use rand::rngs::Xoshiro128PlusPlus;
}

/// What the code that `network!` writes is made of. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    mod blocks;
    mod broken;
    mod budget;
    mod fits;
    mod padding;

    pub use crate::loss::check_loss;
    pub use crate::network::{backward, backward_one, check_inputs};
    pub use crate::network::{forward, forward_batch, forward_train};
    pub use crate::samples::by_sample;
    pub use crate::tensor::{Aligned, Room, first, largest, not_zero, reshaped, reshaped_mut};
    pub use crate::tensor::{tensors, tile};
    pub use crate::trained::{Field, File, FileTensor, Names, Tensors, check as check_weights};
    pub use crate::unwritten::Unwritten;
    pub use blocks::{Clear, Descend, Frozen, add, put, sum, take};
    pub use broken::Broken;
    pub use budget::budget;
    pub use core;
    pub use core::primitive::{bool, f32, usize};
    pub use fits::fits;
    pub use padding::same_padding;
    pub use typenet_macros::network;
}
