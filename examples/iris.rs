//! Tells three species of iris apart by the size of their leaves: the smallest example with data.
//!
//! `cargo run --release --example iris`, with `-- --help` for the options.

use clap::Parser;
use std::process::ExitCode;
use typenet::metrics::ConfusionMatrix;
use typenet::prelude::*;
use typenet_examples::{Result, split};

network! {
    /// From a flower's four measurements to a score for each species.
    struct Iris<dense(4 -> 16), tanh, dense(16 -> 3)>
}

const SPECIES: [&str; 3] = ["setosa", "versicolor", "virginica"];
/// In the program itself, so that it runs in any folder.
const FILE: &[u8] = include_bytes!("data/iris.csv");
/// One flower in so many is kept for the test.
const TEST_ONE_IN: usize = 3;
const STEPS: u32 = 300;

/// Tells three species of iris apart by the size of their leaves.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// Where chance starts: another seed, another split and another net
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Telling irises apart: {}.\n", SPECIES.join(", "));
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);

    let (mut flowers, species) = read()?;
    let (train, test) = split(&species, TEST_ONE_IN, &mut rng);
    println!("{} flowers to learn from, {} for the test\n", train.len(), test.len());
    standardize(&mut flowers, &train);
    let inputs: Vec<_> = train.iter().map(|&i| flowers[i]).collect();
    let targets: Vec<_> = train.iter().map(|&i| species[i]).collect();

    let mut net = Iris::ZERO;
    net.init(&mut rng);
    let mut optimizer = AdamW { rate: 0.01, weight_decay: 0.1, ..AdamW::<Iris>::NEW };
    let mut gradient = Iris::ZERO;
    let mut workspace = vec![0.0; Iris::workspace_len(inputs.len())];

    println!("step  loss");
    for step in 0..=STEPS {
        let loss =
            net.loss_gradient(&CrossEntropy, &inputs, &targets, &mut workspace, &mut gradient)?;
        if step % 50 == 0 {
            println!("{step:>4}  {loss:.4}");
        }
        optimizer.step(&mut net, &mut gradient);
    }

    let mut confusion = ConfusionMatrix::<3>::NEW;
    for &i in &test {
        confusion.add(&net.forward(&flowers[i]), species[i])?;
    }
    println!("\n{confusion}(0 is setosa, 1 versicolor, 2 virginica)\n");
    let (right, total) = (confusion.right(), confusion.total());
    println!("Test: {right} of {total} right, {:.1}%", 100.0 * right as f64 / total as f64);
    Ok(())
}

/// The flowers' measurements and their species.
fn read() -> Result<(Vec<[f32; 4]>, Vec<usize>)> {
    // The first line is about the file.
    csv::Reader::from_reader(FILE)
        .into_deserialize()
        .map(|line| {
            let (measurements, species): ([f32; 4], usize) = line?;
            Ok((measurements, species))
        })
        .collect()
}

/// Moves and scales each measurement so that those to learn from have mean 0 and variance 1. (What the test
/// measures must not help to choose the scale.)
fn standardize(flowers: &mut [[f32; 4]], train: &[usize]) {
    for column in 0..4 {
        let mean_of = |value: &dyn Fn(f32) -> f32| -> f32 {
            train.iter().map(|&i| value(flowers[i][column])).sum::<f32>() / train.len() as f32
        };
        let mean = mean_of(&|x| x);
        let deviation = mean_of(&|x| (x - mean).powi(2)).sqrt();
        for flower in &mut *flowers {
            flower[column] = (flower[column] - mean) / deviation;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_what_its_readme_says() {
        let (flowers, species) = read().unwrap();
        assert_eq!((flowers.len(), species.len()), (150, 150));
        for kind in 0..SPECIES.len() {
            assert_eq!(species.iter().filter(|&&species| species == kind).count(), 50);
        }
        assert_eq!(flowers[0], [5.1, 3.5, 1.4, 0.2]);
    }

    #[test]
    fn the_set_to_learn_from_is_standardized() {
        let (mut flowers, _) = read().unwrap();
        let train: Vec<_> = (0..150).step_by(2).collect();
        standardize(&mut flowers, &train);
        let mean_of = |value: fn(f32) -> f32| -> [f32; 4] {
            std::array::from_fn(|column| {
                train.iter().map(|&i: &usize| value(flowers[i][column])).sum::<f32>() / 75.0
            })
        };
        assert!(mean_of(|x| x).iter().all(|mean| mean.abs() < 1e-4));
        assert!(mean_of(|x| x * x).iter().all(|variance| (variance - 1.0).abs() < 1e-3));
    }
}
