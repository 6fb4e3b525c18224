//! Neural networks as types: the compiler checks every shape, and the net trains and runs without heap.
#![no_std]
#![deny(missing_docs, unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// So that `network!` finds the crate by its own name in its own docs and tests.
extern crate self as typenet;

mod error;
mod init;
mod math;
mod network;
mod parameters;
mod summary;
mod tensor;

#[cfg(feature = "alloc")]
mod boxed;
#[cfg(feature = "alloc")]
pub mod gradient_check;
pub mod layer;
pub mod layers;
pub mod loss;
pub mod optim;
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

/// Declares a network.
#[macro_export]
macro_rules! network {
    ($($declaration:tt)*) => {
        $crate::__private::network! { [$crate] $($declaration)* }
    };
}

/// What most programs with a net need.
///
/// ```
/// use typenet::prelude::*;
/// ```
pub mod prelude {
    pub use crate::loss::{BinaryCrossEntropy, CrossEntropy, Loss, MeanSquaredError};
    pub use crate::network;
    pub use crate::optim::{Adam, Momentum, Optimizer, Sgd};
    pub use crate::{Init, Network, Tensor};
    pub use rand::SeedableRng;
    pub use rand::rngs::Xoshiro128PlusPlus;
}

/// What the code that `network!` writes is made of. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    mod broken;

    pub use crate::network::{backward, backward_one, forward, forward_batch, forward_train};
    pub use crate::tensor::{Room, first, largest, not_zero, tensors, tile};
    pub use broken::Broken;
    pub use core;
    pub use core::primitive::{bool, f32, usize};
    pub use typenet_macros::network;
}
