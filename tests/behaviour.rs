//! What nets compute, how they learn, and what they do with bad data.

mod bad_data;
mod blocks;
mod convolutions;
mod fixture;
mod gradients;
mod in_place;
mod learn;
mod losses;
mod metrics;
mod nets;
mod norms;
mod optimizers;
mod pooling;
mod properties;
mod sequences;
mod small_stack;
mod threads;
mod torch_layers;
mod torch_optimizers;
mod torch_parity;
mod trainer;
mod training;
mod weights_files;
mod weights_in_flash;
mod widths;
mod worked_example;
