//! Squeezes pictures of 64 pixels through eight numbers, and draws what comes out at the other end.
//!
//! `cargo run --release --example autoencoder`, with `-- --help` for the options.

mod pca;

use clap::Parser;
use pca::Pca;
use std::path::PathBuf;
use std::process::ExitCode;
use typenet::prelude::*;
use typenet::rand::seq::SliceRandom;
use typenet::schedule::{OneCycle, Schedule};
use typenet_examples::data::{Digits, Picture, SIDE};
use typenet_examples::drawing::{pixels, sheet, text};
use typenet_examples::style::{GREY, INK};
use typenet_examples::{Folder, Result};

/// How many pixels a picture has, and how many numbers stand for them in the middle.
const PIXELS: usize = SIDE * SIDE;
const CODE: usize = 8;

network! {
    /// From a picture to its code.
    struct Encoder<dense(PIXELS -> 128), relu, dense(128 -> 64), relu, dense(64 -> CODE)>
}

network! {
    /// From a code to a picture.
    struct Decoder<dense(CODE -> 64), relu, dense(64 -> 128), relu, dense(128 -> PIXELS), sigmoid>
}

network! {
    /// From a picture to what is left of it behind the narrow middle (Hinton and Salakhutdinov, *Reducing the
    /// Dimensionality of Data with Neural Networks*, 2006).
    struct Autoencoder<encoder: Encoder(PIXELS -> CODE), decoder: Decoder(CODE -> PIXELS)>
}

/// One picture in so many is kept for the test.
const TEST_ONE_IN: usize = 5;
const EPOCHS: usize = 100;
const BATCH: usize = 32;
/// The largest learning rate.
const RATE: f32 = 0.003;

/// Squeezes pictures of 64 pixels through eight numbers, and draws what comes out at the other end.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// Where chance starts: another seed, another split and another net
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// The folder for the picture
    #[arg(long, default_value = "out/autoencoder", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Squeezing pictures of {PIXELS} pixels through {CODE} numbers.\n");
    let folder = Folder::create(&options.out)?;
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);

    let (train, test) = Digits::read()?.split(TEST_ONE_IN, &mut rng);
    let mut net = Autoencoder::boxed();
    net.init(&mut rng);
    learn(&mut net, &train.pictures, &test.pictures, &mut rng)?;

    // What it is compared with: no numbers at all, and as many as the net has, used in the best linear way.
    let pca = Pca::of(&train.pictures, CODE);
    let error = |restore: &dyn Fn(&Picture) -> Picture| mean_squared_error(&test.pictures, restore);
    println!("\nMean squared error in the test:\n");
    println!("  the mean picture      {:.4}", error(&|_| pca.mean));
    println!("  PCA, {CODE} numbers        {:.4}", error(&|picture| pca.restore(picture)));
    println!("  the net, {CODE} numbers    {:.4}", error(&|picture| net.forward(picture)));

    let picture = draw(&net, &pca, &test);
    println!("\nPicture: {}", folder.write("autoencoder.svg", &picture)?.display());
    Ok(())
}

/// Teaches the net to give back what it is given.
fn learn(
    net: &mut Autoencoder,
    train: &[Picture],
    test: &[Picture],
    rng: &mut Xoshiro128PlusPlus,
) -> Result {
    let schedule =
        OneCycle { rate: RATE, steps: EPOCHS * train.len().div_ceil(BATCH), ..OneCycle::NEW };
    let mut optimizer = Adam::boxed();
    let mut gradient = Autoencoder::boxed();
    let mut workspace = vec![0.0; Autoencoder::workspace_len(BATCH)];
    let mut pictures = train.to_vec();
    let mut step = 0;

    println!("       mean squared error");
    println!("epoch  train   test");
    for epoch in 1..=EPOCHS {
        pictures.shuffle(rng);
        for batch in pictures.chunks(BATCH) {
            net.loss_gradient(&MeanSquaredError, batch, batch, &mut workspace, &mut gradient)?;
            optimizer.rate = schedule.rate(step);
            optimizer.step(net, &mut gradient);
            step += 1;
        }
        if epoch % 10 == 0 {
            let error = |pictures| net.mean_loss(&MeanSquaredError, pictures, pictures);
            println!("{epoch:>5}  {:.4}  {:.4}", error(train)?, error(test)?);
        }
    }
    Ok(())
}

/// The mean over all pixels of all pictures.
fn mean_squared_error(pictures: &[Picture], restore: &dyn Fn(&Picture) -> Picture) -> f32 {
    let squares = |picture: &Picture| -> f32 {
        picture.iter().zip(restore(picture)).map(|(pixel, y)| (pixel - y).powi(2)).sum()
    };
    pictures.iter().map(squares).sum::<f32>() / (pictures.len() * PIXELS) as f32
}

/// A picture of each digit from the test, and what PCA and the net make of its code.
fn draw(net: &Autoencoder, pca: &Pca, test: &Digits) -> String {
    const PIXEL: f64 = 9.0;
    const CELL: f64 = PIXEL * SIDE as f64 + 18.0;
    const LEFT: f64 = 100.0;
    const TOP: f64 = 64.0;

    let shown: Vec<Picture> = (0..10)
        .filter_map(|digit| test.labels.iter().position(|&label| label == digit))
        .map(|i| test.pictures[i])
        .collect();
    let through_pca: Vec<_> = shown.iter().map(|picture| pca.restore(picture)).collect();
    let through_net: Vec<_> = shown.iter().map(|picture| net.forward(picture)).collect();
    let rows = [("original", &shown), ("PCA", &through_pca), ("the net", &through_net)];

    let width = LEFT + CELL * shown.len() as f64;
    let mut sheet = sheet(width, TOP + CELL * rows.len() as f64);
    let title = format!("Test pictures, squeezed through {CODE} numbers");
    sheet = sheet.add(text((width / 2.0, 32.0), 24, INK, title));
    for (row, (name, pictures)) in rows.into_iter().enumerate() {
        let top = TOP + CELL * row as f64;
        let middle = top + PIXEL * SIDE as f64 / 2.0;
        sheet = sheet.add(text((LEFT / 2.0, middle), 15, GREY, name));
        for (column, picture) in pictures.iter().enumerate() {
            let at = (LEFT + CELL * column as f64, top);
            sheet = sheet.add(pixels(at, PIXEL, SIDE, picture));
        }
    }
    sheet.to_string()
}
