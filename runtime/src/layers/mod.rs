//! The built-in layers, one file each.
//!
//! `network!` names them in lower case: `dense` is [`Dense`], `leaky_relu` is [`LeakyRelu`].

mod avg_pool1d;
mod avg_pool2d;
mod dense;
mod elementwise;
mod elu;
mod flatten;
mod gelu;
mod gelu_tanh;
mod global_avg_pool1d;
mod global_avg_pool2d;
mod hard_sigmoid;
mod hard_swish;
mod identity;
mod leaky_relu;
mod log_softmax;
mod max_pool1d;
mod max_pool2d;
mod relu;
mod relu6;
mod reshape;
mod sigmoid;
mod silu;
mod softmax;
mod softplus;
mod tanh;
mod window;

pub use avg_pool1d::AvgPool1d;
pub use avg_pool2d::AvgPool2d;
pub use dense::Dense;
pub use elu::Elu;
pub use flatten::Flatten;
pub use gelu::Gelu;
pub use gelu_tanh::GeluTanh;
pub use global_avg_pool1d::GlobalAvgPool1d;
pub use global_avg_pool2d::GlobalAvgPool2d;
pub use hard_sigmoid::HardSigmoid;
pub use hard_swish::HardSwish;
pub use identity::Identity;
pub use leaky_relu::LeakyRelu;
pub use log_softmax::LogSoftmax;
pub use max_pool1d::MaxPool1d;
pub use max_pool2d::MaxPool2d;
pub use relu::Relu;
pub use relu6::Relu6;
pub use reshape::Reshape;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use softmax::Softmax;
pub use softplus::Softplus;
pub use tanh::Tanh;
