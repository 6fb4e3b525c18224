//! Reads 8x8 digits.
#![no_std]
#![no_main]

use chip::cost;
use typenet::prelude::*;

network! { pub struct Net<dense(64 -> 32), relu, dense(32 -> 10)> }

#[chip::entry]
fn main() -> ! {
    cost::learn(chip::in_ram!(Net = Net { dense: cost::dense(5), dense_2: cost::dense(6) }))
}
