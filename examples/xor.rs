//! The smallest program with a net: it learns "one or the other, but not both".
//!
//! `cargo run --release --example xor`. Nothing but `typenet` is needed to run it elsewhere.

use typenet::prelude::*;

network! { struct Xor<dense(2 -> 4), tanh, dense(4 -> 1)> }

fn main() -> Result<(), typenet::Error> {
    println!("Teaching a net exclusive or.");
    let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let targets = [[0.0], [1.0], [1.0], [0.0]];

    let mut net = Xor::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    let mut optimizer = Adam { rate: 0.03, ..Adam::<Xor>::NEW };
    let mut gradient = Xor::ZERO;
    let mut workspace = [0.0; Xor::workspace_len(4)];
    for _ in 0..1000 {
        net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)?;
        optimizer.step(&mut net, &mut gradient);
    }

    for (input, [target]) in inputs.iter().zip(targets) {
        println!("{input:?}: {:.3}, should be {target}", net.forward(input)[0]);
    }
    Ok(())
}
