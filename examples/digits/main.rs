//! Teaches a net to read handwritten digits, and tests it on digits that it has never seen.
//!
//! `cargo run --release --example digits`, with `-- --help` for the options.

mod charts;
mod confusion;
mod distort;
mod options;
mod score;
mod show;
mod train;

use clap::Parser;
use confusion::Confusion;
use indicatif::{ProgressBar, ProgressStyle};
use options::Options;
use score::Score;
use std::process::ExitCode;
use std::time::Instant;
use train::Trainer;
use typenet::prelude::*;
use typenet::weights;
use typenet_examples::data::Digits;
use typenet_examples::{Folder, Result};

network! {
    /// Reads a picture of 8x8 pixels; the digit with the highest score is the answer.
    pub struct Net<
        dense(64 -> 128), relu,
        dense(128 -> 64), relu,
        dense(64 -> 10),
    >
}

/// One picture in so many is kept for the test.
const TEST_ONE_IN: usize = 5;

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Teaching a net to read handwritten digits.\n");
    let folder = Folder::create(&options.out)?;
    // All chance in this program comes from here: the same seed gives the same net.
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);

    let digits = Digits::read()?;
    let (train, test) = digits.split(TEST_ONE_IN, &mut rng);
    println!(
        "{} pictures: {} to learn from, {} for the test",
        digits.len(),
        train.len(),
        test.len()
    );
    println!("\n{}", Net::summary());

    let mut net = Net::boxed();
    net.init(&mut rng);
    let history = learn(&mut net, &train, &test, &options, &mut rng)?;

    let confusion = Confusion::of(&net, &test);
    println!(
        "\nTest: {} of {} right, {:.1}%\n",
        confusion.right(),
        test.len(),
        100.0 * confusion.right() as f64 / test.len() as f64
    );
    show::some_answers(&net, &test);

    let curve = folder.write("curve.svg", &charts::curve(&history)?)?;
    let matrix = folder.write("confusion.svg", &charts::confusion(&confusion)?)?;
    println!("Training curve:    {}", curve.display());
    println!("Confusion matrix:  {}", matrix.display());

    let file = folder.path("digits.safetensors");
    weights::save(&*net, &file)?;
    println!("Weights:           {}", file.display());
    let mut loaded = Net::boxed();
    weights::load(&mut *loaded, &file)?;
    compare(&net, &loaded, &test)
}

/// Trains the net and tells after each epoch how it does.
fn learn(
    net: &mut Net,
    train: &Digits,
    test: &Digits,
    options: &Options,
    rng: &mut Xoshiro128PlusPlus,
) -> Result<Vec<[Score; 2]>> {
    let start = Instant::now();
    let mut trainer = Trainer::new(train, options);
    let bar = ProgressBar::new(trainer.steps() as u64);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {percent}%, {eta} left")?);

    println!("       loss              accuracy");
    println!("epoch  train   test      train     test");
    let mut history = Vec::new();
    for epoch in 1..=options.epochs {
        trainer.epoch(net, rng, || bar.inc(1))?;
        let scores = [Score::of(net, train)?, Score::of(net, test)?];
        let [learned, tested] = &scores;
        // The bar steps aside for the line. Where there is no terminal there is no bar either.
        bar.suspend(|| {
            println!(
                "{epoch:>5}  {:>6.4}  {:>6.4}    {:>6.2}%  {:>6.2}%",
                learned.loss, tested.loss, learned.accuracy, tested.accuracy
            );
        });
        history.push(scores);
    }
    bar.finish_and_clear();
    println!("\nTrained in {:.1} seconds", start.elapsed().as_secs_f64());
    Ok(history)
}

/// Makes sure that a net loaded from a file gives the very scores that the saved one gives.
fn compare(saved: &Net, loaded: &Net, test: &Digits) -> Result {
    let scores = |net: &Net| -> Vec<_> {
        test.pictures.iter().map(|picture| net.forward(picture).map(f32::to_bits)).collect()
    };
    if scores(saved) != scores(loaded) {
        return Err("the net loaded from the file does not answer as the one saved".into());
    }
    println!(
        "\nLoaded the weights into a new net: its scores for all {} test pictures are the same, \
         bit for bit.",
        test.len()
    );
    Ok(())
}
