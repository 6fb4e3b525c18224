//! Learns to balance a pole on a cart, by trying.
//!
//! `cargo run --release --example cart_pole`, with `-- --help` for the options.

mod cart;
mod learn;

use cart::LONGEST;
use clap::Parser;
use learn::{EPISODES, Episode, Learner};
use plotters::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;
use typenet::prelude::*;
use typenet_examples::chart::{self, Chart, Line};
use typenet_examples::style::{BLUE, ORANGE};
use typenet_examples::{Folder, Result};

network! {
    /// From what is seen to a score for each push: to the left, to the right.
    struct Actor<dense(4 -> 32), tanh, dense(32 -> 2)>
}

network! {
    /// From what is seen to how well it will go on: the baseline that the actor is measured against.
    struct Critic<dense(4 -> 32), tanh, dense(32 -> 1)>
}

/// How often the actor learns.
const ROUNDS: usize = 100;
/// How many episodes the test has.
const TEST: usize = 100;

/// Learns to balance a pole on a cart, by trying.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// Where chance starts: another seed, other attempts and another net
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// The folder for the picture
    #[arg(long, default_value = "out/cart_pole", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Learning to balance a pole on a cart: {LONGEST} steps are as long as it gets.\n");
    let folder = Folder::create(&options.out)?;
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);

    let mut learner = Learner::new(&mut rng);
    let mut lengths = Vec::new();
    println!("episodes  steps that the pole stayed up, in the last {EPISODES}");
    for round in 1..=ROUNDS {
        let played = learner.round(&mut rng)?;
        if round == 1 || round % 10 == 0 {
            println!("{:>8}  {:>5.1}", round * EPISODES, mean(&played));
        }
        lengths.push(played);
    }

    // Who has learned no longer tries: of the two pushes it takes the likelier.
    let best = |seen: &[f32; 4]| {
        let [left, right] = learner.actor.forward(seen);
        usize::from(right > left)
    };
    let test: Vec<_> =
        (0..TEST).map(|_| Episode::play(&mut rng, |seen, _| best(seen)).len()).collect();
    let shortest = test.iter().min().ok_or("there was no test")?;
    println!(
        "\nTest: {:.1} steps in the mean of {TEST} episodes, {shortest} in the shortest",
        mean(&test)
    );

    println!("\nPicture: {}", folder.write("cart_pole.svg", &draw(&lengths)?)?.display());
    Ok(())
}

fn mean(lengths: &[usize]) -> f64 {
    lengths.iter().sum::<usize>() as f64 / lengths.len() as f64
}

/// How long the episodes were, round by round: the shortest, and their mean.
fn draw(lengths: &[Vec<usize>]) -> Result<String> {
    let line = |name, style, value: &dyn Fn(&[usize]) -> f64| Line {
        name,
        style,
        points: lengths
            .iter()
            .enumerate()
            .map(|(round, lengths)| (((round + 1) * EPISODES) as f32, value(lengths) as f32))
            .collect(),
    };
    let shortest = |lengths: &[usize]| lengths.iter().min().map_or(0.0, |&length| length as f64);
    let chart = Chart {
        x: ("episodes", 0.0..(ROUNDS * EPISODES) as f32),
        y: ("steps", 0.0..1.05 * LONGEST as f32),
        legend: SeriesLabelPosition::LowerRight,
        lines: vec![
            line("shortest of 10", ORANGE.stroke_width(1), &shortest),
            line("mean of 10", BLUE.stroke_width(2), &mean),
        ],
    };
    chart::draw("How long the pole stays up", (900, 500), &[chart])
}
