//! What nets compute, how they learn, and what they do with bad data.

mod bad_data;
mod convolutions;
mod gradients;
mod learn;
mod properties;
mod small_stack;
mod threads;
mod torch_parity;
mod training;
mod weights_files;
mod widths;
mod worked_example;
