//! Backpropagation by hand: one training step of a net of eight numbers, in five steps that are explained.
//!
//! `cargo run --release --example backprop`, with `-- --help` for the options.

mod diagram;
mod pass;

use clap::Parser;
use pass::{Backward, Forward, Net};
use std::path::PathBuf;
use std::process::ExitCode;
use typenet::prelude::*;
use typenet_examples::{Folder, Result};

/// What the net is shown, and what it should answer.
const INPUT: [f32; 3] = [1.0, 0.5, 1.0];
const TARGET: [f32; 2] = [0.5, 1.0];
/// How far to go against the gradient.
const RATE: f32 = 0.1;

/// Takes one training step of a tiny net, explains it in numbers, and draws the net before and after.
#[derive(Parser)]
struct Options {
    /// The folder for the picture
    #[arg(long, default_value = "out/backprop", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Backpropagation in five steps, through dense(3 -> 1), relu, dense(1 -> 2), relu.");
    let folder = Folder::create(&options.out)?;

    // A weight stands at [input][output].
    let mut net = Net::ZERO;
    net.first.weight = [[0.5], [1.0], [-0.5]];
    net.second.weight = [[-1.0, 1.0]];

    println!("\n1. Forward: what does the net answer?");
    println!(
        "   A dense layer multiplies, adds up and adds its bias; relu makes negative numbers 0.\n"
    );
    let pass = Forward::new(&net, INPUT);
    show("input", &pass.input);
    show("first, dense(3 -> 1)", &pass.first);
    show("relu", &pass.hidden);
    show("second, dense(1 -> 2)", &pass.second);
    show("relu: the output", &pass.output);

    println!("\n2. The error: how wrong is that?");
    println!("   E is the mean of (output - target)² over the two outputs.\n");
    let mut d_output = [0.0; 2];
    let error = MeanSquaredError.loss(&pass.output, &TARGET, &mut d_output)?;
    show("target", &TARGET);
    show("E", &[error]);

    println!("\n3. The error's derivative: where should each output go?");
    println!(
        "   dE/d(output) = 2 (output - target) / 2. Negative: E falls when the output grows.\n"
    );
    show("dE/d(output)", &d_output);

    println!("\n4. Back through each layer: what did each number contribute?");
    println!(
        "   A relu lets the derivative through where its input was positive, and nowhere else."
    );
    println!(
        "   A weight's derivative is what went in times what comes back; a bias's is what comes back."
    );
    println!("   The layer's input gets what comes back, times the weights.\n");
    let back = Backward::new(&net, &pass, &d_output);
    let Net { first, second } = &back.gradient;
    show("through relu", &back.d_second);
    show("second: dE/d(weights)", second.weight.as_flattened());
    show("second: dE/d(biases)", &second.bias);
    show("through second", &back.d_hidden);
    show("through relu", &back.d_first);
    show("first: dE/d(weights)", first.weight.as_flattened());
    show("first: dE/d(bias)", &first.bias);
    check(&mut net, &back.gradient)?;

    println!("\n5. The step: every number goes a little against its derivative.");
    println!("   new = old - {RATE} dE/d(old)\n");
    let before = net.clone();
    let mut gradient = back.gradient;
    Sgd { rate: RATE, ..Sgd::NEW }.step(&mut net, &mut gradient);
    show("second: weights", net.second.weight.as_flattened());
    show("second: biases", &net.second.bias);
    show("first: weights", net.first.weight.as_flattened());
    show("first: bias", &net.first.bias);

    let pass_after = Forward::new(&net, INPUT);
    let error_after = MeanSquaredError.value(&pass_after.output, &TARGET)?;
    println!("\nWas it a step the right way? Forward once more:\n");
    show("output", &pass_after.output);
    show("E", &[error_after]);

    let states = [(before, pass, error), (net, pass_after, error_after)];
    let picture = folder.write("backprop.svg", &diagram::draw(&states, &TARGET))?;
    println!("\nPicture: {}", picture.display());
    Ok(())
}

/// Makes sure that the net's own training call finds what the steps by hand found.
fn check(net: &mut Net, by_hand: &Net) -> Result {
    let mut gradient = Net::ZERO;
    let mut workspace = [0.0; Net::workspace_len(1)];
    net.loss_gradient(&MeanSquaredError, &[INPUT], &[TARGET], &mut workspace, &mut gradient)?;
    if gradient != *by_hand {
        return Err(format!("by hand {by_hand:?}, but the net says {gradient:?}").into());
    }
    println!(
        "\n   In a program `net.loss_gradient(..)` does all four steps. It finds the same numbers."
    );
    Ok(())
}

/// Prints a line of numbers and what they are.
fn show(name: &str, values: &[f32]) {
    let values: Vec<String> = values.iter().map(|&value| number(value)).collect();
    match &values[..] {
        [value] => println!("   {name:<24}{value}"),
        values => println!("   {name:<24}[{}]", values.join(", ")),
    }
}

/// A number with four decimals at most; adding zero makes -0 plain.
fn number(value: f32) -> String {
    ((value * 1e4).round() / 1e4 + 0.0).to_string()
}
