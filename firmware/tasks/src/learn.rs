//! Nets that start from nothing and learn on the chip.

use crate::{Console, fingerprint};
use typenet::prelude::*;
use typenet::rand::RngExt;

network! { struct Xor<dense(2 -> 8), tanh, dense(8 -> 1)> }
network! { struct Sine<dense(1 -> 16), tanh, dense(16 -> 1)> }

pub fn run(console: &mut impl Console) {
    if let Err(error) = xor(console).and_then(|()| sine(console)) {
        // `Display` would bring core::fmt along.
        let _ = error;
        console.text("the data was refused").line();
    }
}

/// All four samples in a batch, with Adam: net, gradient and two averages are in RAM.
fn xor(console: &mut impl Console) -> Result<(), typenet::Error> {
    let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let targets = [[0.0], [1.0], [1.0], [0.0]];
    let (mut net, mut gradient) = (Xor::ZERO, Xor::ZERO);
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    let mut workspace = [0.0; Xor::workspace_len(4)];
    let mut adam = Adam { rate: 0.05, ..Adam::<Xor>::NEW };
    for step in 0..200 {
        let loss = net.loss_gradient(
            &BinaryCrossEntropy,
            &inputs,
            &targets,
            &mut workspace,
            &mut gradient,
        )?;
        adam.step(&mut net, &mut gradient);
        if step % 40 == 0 {
            console.text("xor: step ").number(step).text(", loss ").decimal(loss).line();
        }
    }
    for input in &inputs {
        let [a, b] = input.map(|x| x as u32);
        let yes = net.forward(input) > [0.0];
        console.text("xor: ").number(a).text(" and ").number(b);
        console.text(if yes { " give 1" } else { " give 0" }).line();
    }
    console.text("xor: all bits of all weights: ").hex(fingerprint(&net)).line();
    Ok(())
}

/// One sample at a time, with plain gradient descent: nothing but the net is in RAM.
fn sine(console: &mut impl Console) -> Result<(), typenet::Error> {
    const STEPS: u32 = 4000;
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(2);
    let mut net = Sine::ZERO;
    net.init(&mut rng);
    let mut mean = 0.0;
    for step in 1..=STEPS {
        // Smaller and smaller steps: large ones never settle.
        let rate = 0.1 * (1.0 - step as f32 / STEPS as f32);
        let x = 2.0 * rng.random::<f32>() - 1.0;
        let loss = net.learn(&MeanSquaredError, &[x], &[sin_pi(x)], rate)?;
        mean += loss / 500.0;
        if step % 500 == 0 {
            console.text("sine: step ").number(step).text(", loss ").decimal(mean).line();
            mean = 0.0;
        }
    }
    console.text("sine: all bits of all weights: ").hex(fingerprint(&net)).line();
    Ok(())
}

/// sin πx for x from -1 to 1, to within 0.0011: by a parabola on each side and its square. It is the same
/// bits everywhere, which two libraries' sines need not be.
pub fn sin_pi(x: f32) -> f32 {
    let parabola = 4.0 * x * (1.0 - x.abs());
    0.775 * parabola + 0.225 * parabola * parabola.abs()
}
