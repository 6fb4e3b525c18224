//! Trains the digits net of `infer` and `adapt` and writes it to `weights/digits.safetensors`:
//! `cargo run --release -p check --bin train`.

use flate2::read::GzDecoder;
use std::{error::Error, io::Read, path::Path};
use tasks::samples::{UNSEEN, answer};
use tasks::{DIGITS, Digits};
use typenet::prelude::*;
use typenet::rand::seq::SliceRandom;

const FILE: &[u8] = include_bytes!("../../../../examples/data/digits.csv.gz");
const BATCH: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    let mut csv = String::new();
    GzDecoder::new(FILE).read_to_string(&mut csv)?;
    let mut samples = Vec::new();
    for line in csv.lines() {
        let numbers = line.split(',').map(str::parse).collect::<Result<Vec<u8>, _>>()?;
        let (&label, pixels) = numbers.split_last().ok_or("an empty line")?;
        let pixels: [u8; 64] = pixels.try_into()?;
        samples.push((pixels.map(|pixel| f32::from(pixel) / 16.0), usize::from(label)));
    }
    samples.truncate(samples.len() - UNSEEN.len());

    let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
    let (mut net, mut gradient) = (Digits::ZERO, Digits::ZERO);
    net.init(&mut rng);
    let mut workspace = [0.0; Digits::workspace_len(BATCH)];
    let mut adam = Adam { rate: 0.003, ..Adam::<Digits>::NEW };
    for _ in 0..40 {
        samples.shuffle(&mut rng);
        for batch in samples.chunks(BATCH) {
            let (inputs, labels): (Vec<_>, Vec<_>) = batch.iter().copied().unzip();
            net.loss_gradient(&CrossEntropy, &inputs, &labels, &mut workspace, &mut gradient)?;
            adam.step(&mut net, &mut gradient);
        }
    }
    let right = |net: &Digits| {
        let reads = |sample: &&tasks::samples::Sample| {
            answer(&net.forward(&sample.picture())) == sample.label
        };
        UNSEEN.iter().filter(reads).count()
    };
    println!(
        "{} of {} unseen digits right (the net built in: {})",
        right(&net),
        UNSEEN.len(),
        right(&DIGITS)
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../weights/digits.safetensors");
    typenet::weights::save(&net, file)?;
    Ok(())
}
