//! Turns files into `static`s: the trained weights, and the digits that the programs classify.

use flate2::read::GzDecoder;
use std::fmt::Write;
use std::{env, error::Error, fs, io::Read, path::Path};
use typenet::weights;

#[path = "src/nets.rs"]
mod nets;

const WEIGHTS: &str = "../weights/digits.safetensors";
const DIGITS: &str = "../../examples/data/digits.csv.gz";
/// The end of the file, which training never sees: see `check/src/bin/train.rs`.
const UNSEEN: usize = 160;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={WEIGHTS}\ncargo:rerun-if-changed={DIGITS}");
    let out = env::var("OUT_DIR")?;

    // A net's `Debug` output is Rust source, and prints each number so that it is read back the same.
    let mut net = nets::Digits::ZERO;
    if Path::new(WEIGHTS).exists() {
        weights::load(&mut net, WEIGHTS)?;
    } else {
        println!("cargo:warning=no {WEIGHTS}: the digits net is all zero until `train` has run");
    }
    let source = format!("/// Trained on the host.\npub static DIGITS: Digits = {net:?};");
    fs::write(Path::new(&out).join("weights.rs"), source)?;

    let mut csv = String::new();
    GzDecoder::new(fs::File::open(DIGITS)?).read_to_string(&mut csv)?;
    let lines: Vec<&str> = csv.lines().collect();
    let unseen = &lines[lines.len() - UNSEEN..];
    let mut source = format!(
        "/// Of writers that training never saw.\npub static UNSEEN: [Sample; {UNSEEN}] = ["
    );
    for line in unseen {
        let (pixels, label) = line.rsplit_once(',').ok_or("a digit is 65 numbers")?;
        write!(source, "Sample {{ pixels: [{pixels}], label: {label} }},")?;
    }
    fs::write(Path::new(&out).join("samples.rs"), source + "];")?;
    Ok(())
}
