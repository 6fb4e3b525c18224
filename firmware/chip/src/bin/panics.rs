//! Can panic, so that `check` can show that it would notice.
#![no_std]
#![no_main]

use core::hint::black_box;

#[chip::entry]
fn main() -> ! {
    let weights = [1.0, 2.0, 3.0];
    black_box(weights[black_box(2_usize)]);
    chip::exit()
}
