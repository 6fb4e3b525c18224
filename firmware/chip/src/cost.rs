//! What a net costs. An image has one net and one call of it, so that its sections tell the flash and RAM
//! that the net takes; it prints the instructions and the stack that the call takes.
//!
//! Numbers are the same as in `c/net.c`, so that both can be compared bit by bit.

use crate::{Console, counter, exit, stack};
use core::hint::black_box;
use tasks::Console as _;
use typenet::layer::Layer;
use typenet::layers::Dense;
use typenet::prelude::*;

/// Weights and biases between -0.25 and 0.25 that can be computed at compile time. With the seeds that the
/// images use, about half the relus are off, as in a net that has learned.
pub const fn dense<const IN: usize, const OUT: usize>(seed: u32) -> Dense<IN, OUT> {
    let mut layer = Dense::<IN, OUT>::ZERO;
    let mut random = Random(seed);
    let mut i = 0;
    while i < IN {
        let mut o = 0;
        while o < OUT {
            layer.weight[i][o] = random.next();
            o += 1;
        }
        i += 1;
    }
    let mut o = 0;
    while o < OUT {
        layer.bias[o] = random.next();
        o += 1;
    }
    layer
}

/// The simplest generator there is (Numerical Recipes, 1992, section 7.1).
struct Random(u32);

impl Random {
    const fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        0.5 * ((self.0 >> 8) as f32 / 16_777_216.0 - 0.5)
    }
}

/// An input or a target.
fn numbers<T: Tensor>(seed: u32) -> T {
    let mut tensor = T::ZERO;
    let mut random = Random(seed);
    for value in tensor.values_mut() {
        *value = random.next();
    }
    black_box(tensor)
}

/// A program that runs a net in flash once.
pub fn forward<N: Network>(net: &'static N) -> ! {
    #[inline(never)]
    fn work<N: Network>(net: &N, input: &N::Input, output: &mut N::Output) {
        net.forward(input, output);
    }
    let (net, input, mut output) = (black_box(net), numbers(9), N::Output::ZERO);
    let (instructions, ()) = counter::instructions(|| work(net, &input, &mut output));
    let (stack, ()) = stack::depth(|| work(net, &input, &mut output));
    print::<N>(instructions, stack, &output)
}

/// A program that takes one step of gradient descent with a net in RAM.
pub fn learn<N: Network>(net: &'static mut N) -> ! {
    #[inline(never)]
    fn work<N: Network>(net: &mut N, input: &N::Input, target: &N::Output) {
        let _ = net.learn(&MeanSquaredError, input, target, 0.01);
    }
    let (net, input, target) = (black_box(net), numbers(9), numbers(10));
    let (instructions, ()) = counter::instructions(|| work(net, &input, &target));
    let mut output = N::Output::ZERO;
    net.forward(&input, &mut output);
    let (stack, ()) = stack::depth(|| work(net, &input, &target));
    print::<N>(instructions, stack, &output)
}

/// A program that takes a step with a batch: gradient and workspace are in RAM too.
pub fn batch<N: Network>(net: &'static mut N, gradient: &mut N, workspace: &mut [f32]) -> ! {
    #[inline(never)]
    fn work<N: Network>(
        net: &mut N,
        inputs: &[N::Input],
        targets: &[N::Output],
        workspace: &mut [f32],
        gradient: &mut N,
    ) {
        let _ = net.loss_gradient(&MeanSquaredError, inputs, targets, workspace, gradient);
        Sgd { rate: 0.01, ..Sgd::NEW }.step(net, gradient);
    }
    let inputs: [N::Input; BATCH] = core::array::from_fn(|sample| numbers(9 + sample as u32));
    let targets: [N::Output; BATCH] = core::array::from_fn(|sample| numbers(10 + sample as u32));
    let net = black_box(net);
    let (instructions, ()) =
        counter::instructions(|| work(net, &inputs, &targets, workspace, gradient));
    let (stack, ()) = stack::depth(|| work(net, &inputs, &targets, workspace, gradient));
    let mut output = N::Output::ZERO;
    Layer::forward(net, inputs.first().unwrap_or(&N::Input::ZERO), &mut output);
    print::<N>(instructions, stack, &output)
}

/// How many samples `batch` is given.
pub const BATCH: usize = 8;

fn print<N: Network>(instructions: u32, stack: u32, output: &N::Output) -> ! {
    Console.text("instructions ").number(instructions).line();
    Console.text("stack ").number(stack).line();
    // What the net's constants announce, in bytes.
    Console.text("weights ").number(4 * N::PARAMETERS as u32).line();
    Console.text("workspace ").number(4 * N::WORKSPACE as u32).line();
    for value in output.values() {
        Console.text("output ").hex(value.to_bits()).line();
    }
    exit()
}

/// A net in RAM, put there by the start-up code.
#[macro_export]
macro_rules! in_ram {
    ($net:ty = $value:expr) => {{
        static mut NET: $net = $value;
        // SAFETY: this is the only place where its name is known, and `main` comes here once.
        unsafe { &mut *(&raw mut NET) }
    }};
}
