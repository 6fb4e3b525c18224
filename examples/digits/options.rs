//! What can be chosen when the program is started.

use clap::Parser;
use std::path::PathBuf;

/// Teaches a net to read handwritten digits, and tests it on digits that it has never seen.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
pub struct Options {
    /// How many rounds of training
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub epochs: u32,

    /// How large the first steps are; they shrink to nothing over the run
    #[arg(long, default_value_t = 0.003, value_parser = positive)]
    pub rate: f32,

    /// How many pictures go into one step
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub batch: u32,

    /// Where chance starts: another seed, another split and another net
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// The folder for the pictures and the weights
    #[arg(long, default_value = "out/digits", value_name = "FOLDER")]
    pub out: PathBuf,
}

/// Reads a number above zero.
fn positive(text: &str) -> Result<f32, &'static str> {
    match text.parse() {
        Ok(rate) if rate > 0.0 && f32::is_finite(rate) => Ok(rate),
        _ => Err("give a number above zero, such as 0.003"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_options_are_refused() {
        let parse = |option: &str| Options::try_parse_from(["digits", option]);
        assert!(parse("--rate=0.01").is_ok());
        for wrong in ["--rate=0", "--rate=-1", "--rate=NaN", "--rate=inf", "--rate=1e-60"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        for wrong in ["--epochs=0", "--epochs=-1", "--batch=0", "--batch=x", "--seed=-1", "--what"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
