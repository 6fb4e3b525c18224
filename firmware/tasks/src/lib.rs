//! What the programs do: the same source on the chip and on the host, where `check` runs it to compare.
//!
//! Each task writes to a [`Console`], and nothing here can panic: `check` looks for panic machinery in the
//! images.
#![no_std]

pub mod adapt;
mod console;
pub mod infer;
pub mod learn;
mod nets;
pub mod samples;

pub use console::Console;
pub use nets::{Digits, Features, Head};

use typenet::Network;
use typenet::layers::Dense;

include!(concat!(env!("OUT_DIR"), "/weights.rs"));

/// A fingerprint of a net's weights that changes with any bit of any of them (FNV-1a).
pub fn fingerprint(net: &impl Network) -> u32 {
    struct Hash(u32);
    impl typenet::layer::Visitor for Hash {
        fn tensor(&mut self, _info: typenet::layer::TensorInfo<'_>, values: &[f32]) {
            self.0 = values.iter().fold(self.0, |hash, value| mix(hash, value.to_bits()));
        }
    }
    let mut hash = Hash(SEED);
    net.parameters(&mut hash);
    hash.0
}

const SEED: u32 = 0x811c_9dc5;

fn mix(hash: u32, word: u32) -> u32 {
    word.to_le_bytes()
        .iter()
        .fold(hash, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
