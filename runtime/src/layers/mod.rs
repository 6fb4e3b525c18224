//! The built-in layers, one file each.
//!
//! `network!` names them in lower case: `dense` is [`Dense`], `leaky_relu` is [`LeakyRelu`].

mod conv1d;
mod conv2d;
pub(crate) mod convolution;
mod dense;
mod elementwise;
mod elu;
mod gelu;
mod gelu_tanh;
mod hard_sigmoid;
mod hard_swish;
mod leaky_relu;
mod log_softmax;
mod relu;
mod sigmoid;
mod silu;
mod softmax;
mod softplus;
mod tanh;

pub use conv1d::Conv1d;
pub use conv2d::Conv2d;
pub use dense::Dense;
pub use elu::Elu;
pub use gelu::Gelu;
pub use gelu_tanh::GeluTanh;
pub use hard_sigmoid::HardSigmoid;
pub use hard_swish::HardSwish;
pub use leaky_relu::LeakyRelu;
pub use log_softmax::LogSoftmax;
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use softmax::Softmax;
pub use softplus::Softplus;
pub use tanh::Tanh;
