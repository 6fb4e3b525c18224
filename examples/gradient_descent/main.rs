//! Gradient descent in one dimension, without any net: what an optimizer does, in numbers and in a moving
//! picture.
//!
//! `cargo run --release --example gradient_descent`, with `-- --help` for the options.

mod animation;
mod descent;

use clap::Parser;
use descent::{CUBIC, Curve, End, SQUARE, descend, end};
use std::path::PathBuf;
use std::process::ExitCode;
use typenet_examples::{Folder, Result};

/// Walks down curves against their slope, and draws the way as a moving picture.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// The learning rate of the third descent: at 0.2 it settles, at 0.45 it jumps about, at 0.6 it is lost
    #[arg(long, default_value_t = 0.45, value_parser = positive)]
    rate: f64,

    /// The folder for the picture
    #[arg(long, default_value = "out/gradient_descent", value_name = "FOLDER")]
    out: PathBuf,
}

/// Reads a number above zero.
fn positive(text: &str) -> std::result::Result<f64, &'static str> {
    match text.parse() {
        Ok(rate) if rate > 0.0 && f64::is_finite(rate) => Ok(rate),
        _ => Err("give a number above zero, such as 0.45"),
    }
}

/// One descent: what is walked down, from where, how boldly, and the places on the way.
struct Descent {
    curve: Curve,
    start: f64,
    rate: f64,
    path: Vec<f64>,
}

impl Descent {
    fn new(curve: Curve, start: f64, rate: f64, steps: usize) -> Self {
        let path = descend(&curve, start, rate, steps);
        Descent { curve, start, rate, path }
    }

    fn title(&self) -> String {
        format!("{} from {} at rate {}", self.curve.name, self.start, self.rate)
    }

    /// How it ended, in words.
    fn end(&self) -> String {
        let steps = self.path.len() - 1;
        match (end(&self.path), self.path.last()) {
            (End::Settled, Some(x)) => format!("settles near {} in {steps} steps", number(*x)),
            (End::Restless, _) => format!("still jumps about after {steps} steps"),
            (End::Lost, _) | (_, None) => format!("is beyond all numbers after {steps} steps"),
        }
    }
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Gradient descent in one dimension: each step goes to x - rate * slope(x).");
    let folder = Folder::create(&options.out)?;

    let descents = [
        Descent::new(SQUARE, 1.0, 0.3, 10),
        Descent::new(CUBIC, -1.99, 0.04, 60),
        Descent::new(CUBIC, -1.99, options.rate, 60),
    ];
    for descent in &descents {
        println!("\n{}", descent.title());
        for line in descent.path.chunks(10) {
            let line: String = line.iter().map(|&x| format!("  {:>7}", number(x))).collect();
            println!("{line}");
        }
        println!("It {}.", descent.end());
    }
    let file = folder.write("gradient_descent.svg", &animation::draw(&descents))?;
    println!("\nMoving picture (open it in a browser): {}", file.display());
    Ok(())
}

/// A number with the digits that matter: four decimals at most, and powers of ten where it is huge.
fn number(x: f64) -> String {
    if x.abs() >= 1e5 {
        return format!("{x:.0e}");
    }
    // Adding zero makes a rounded-off -0 plain.
    ((x * 1e4).round() / 1e4 + 0.0).to_string()
}
