//! The least that shows that a net runs: one forward pass of 1-16-16-1, its instructions and its answer, and
//! nothing else.
#![no_std]
#![no_main]

use chip::{Console, cost};
use core::hint::black_box;
use tasks::Console as _;
use typenet::prelude::*;

network! { pub struct Net<dense(1 -> 16), relu, dense(16 -> 16), relu, dense(16 -> 1)> }

static NET: Net = Net { dense: cost::dense(5), dense_2: cost::dense(6), dense_3: cost::dense(7) };

#[inline(never)]
fn forward(net: &Net, x: f32) -> f32 {
    let [y] = net.forward(&[x]);
    y
}

#[chip::entry]
fn main() -> ! {
    let (net, x) = (black_box(&NET), black_box(0.5));
    let (instructions, y) = chip::counter::instructions(|| forward(net, x));
    Console.text("instructions ").number(instructions).line();
    Console.text("output ").number(y.to_bits()).line();
    chip::exit()
}
