//! Teaches LeNet-5 to read the handwritten digits of MNIST: 60,000 pictures to learn from, 10,000 for the test.
//!
//! `cargo run --release --example mnist`, with `-- --help` for the options. The pictures are not part of this
//! package; without them the program says how to get them.

mod charts;
mod data;
mod options;
mod score;
mod train;

use charts::Epoch;
use clap::Parser;
use data::Digits;
use indicatif::{ProgressBar, ProgressStyle};
use options::Options;
use score::Score;
use std::process::ExitCode;
use std::time::Instant;
use train::Trainer;
use typenet::prelude::*;
use typenet::weights;
use typenet_examples::{Folder, Result};

network! {
    /// LeNet-5 (LeCun, Bottou, Bengio and Haffner, *Gradient-Based Learning Applied to Document Recognition*, 1998)
    /// as it is drawn today: with relu and max pooling, each filter on all channels, and a plain last layer.
    pub struct LeNet<
        conv2d(1x28x28 -> 6x28x28, kernel = 5, padding = 2), relu,
        max_pool2d(6x28x28 -> 6x14x14, kernel = 2),
        conv2d(6x14x14 -> 16x10x10, kernel = 5), relu,
        max_pool2d(16x10x10 -> 16x5x5, kernel = 2),
        flatten(16x5x5 -> 400),
        dense(400 -> 120), relu,
        dense(120 -> 84), relu,
        dense(84 -> 10),
    >
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Teaching LeNet-5 to read the digits of MNIST.\n");
    let (mut train, test) = Digits::read(&options.data)?;
    let folder = Folder::create(&options.out)?;
    if let Some(samples) = options.samples {
        train.truncate(samples as usize);
    }
    println!("{} pictures to learn from, {} for the test", train.len(), test.len());
    println!("\n{}", LeNet::summary());

    // All chance in this program comes from here: the same seed gives the same net.
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);
    let mut net = LeNet::boxed();
    net.init(&mut rng);
    let history = learn(&mut net, &train, &test, options.epochs, &mut rng)?;

    let score = Score::of(&net, &test)?;
    println!("\n{}", score.confusion);
    println!(
        "Test: {} of {} right, {:.2}%\n",
        score.confusion.right(),
        test.len(),
        score.accuracy()
    );
    let curve = folder.write("curve.svg", &charts::curve(&history)?)?;
    let mistakes = folder.write("mistakes.svg", &charts::mistakes(&score.mistakes, &test))?;
    let file = folder.path("mnist.safetensors");
    weights::save(&*net, &file)?;
    println!("Training curve:  {}", curve.display());
    println!("Worst mistakes:  {}", mistakes.display());
    println!("Weights:         {}", file.display());
    Ok(())
}

/// Trains the net and tells after each epoch how it does.
fn learn(
    net: &mut LeNet,
    train: &Digits,
    test: &Digits,
    epochs: u32,
    rng: &mut Xoshiro128PlusPlus,
) -> Result<Vec<Epoch>> {
    let start = Instant::now();
    let mut trainer = Trainer::new(train, epochs);
    let bar = ProgressBar::new(trainer.steps() as u64);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {percent}%, {eta} left")?);

    // The loss in training is the mean over the epoch, while the net was learning.
    println!("       loss              accuracy");
    println!("epoch  train   test      test");
    let mut history = Vec::new();
    for epoch in 1..=epochs {
        let train_loss = trainer.epoch(net, rng, || bar.inc(1))?;
        let score = Score::of(net, test)?;
        // The bar steps aside for the line. Where there is no terminal there is no bar either.
        bar.suspend(|| {
            println!(
                "{epoch:>5}  {train_loss:>6.4}  {:>6.4}    {:>6.2}%",
                score.loss,
                score.accuracy()
            );
        });
        history.push(Epoch { train_loss, test_loss: score.loss, accuracy: score.accuracy() });
    }
    bar.finish_and_clear();
    println!("\nTrained in {:.0} seconds", start.elapsed().as_secs_f64());
    Ok(history)
}
