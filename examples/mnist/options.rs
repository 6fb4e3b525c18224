//! What can be chosen when the program is started.

use clap::Parser;
use std::path::PathBuf;

/// Teaches LeNet-5 to read the handwritten digits of MNIST, and tests it on 10,000 that it has never seen.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
pub struct Options {
    /// How many rounds of training
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub epochs: u32,

    /// Learn from so many pictures only, for a quick look
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub samples: Option<u32>,

    /// Where chance starts: another seed, another net
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// The folder with the four files of MNIST
    #[arg(long, default_value = "examples/data/mnist", value_name = "FOLDER")]
    pub data: PathBuf,

    /// The folder for the pictures and the weights
    #[arg(long, default_value = "out/mnist", value_name = "FOLDER")]
    pub out: PathBuf,
}
