//! The net of the worked example.
#![no_std]
#![no_main]

use chip::cost;
use typenet::prelude::*;

network! { pub struct Net<dense(3 -> 1), relu, dense(1 -> 2), relu> }

#[chip::entry]
fn main() -> ! {
    cost::learn(chip::in_ram!(Net = Net { dense: cost::dense(5), dense_2: cost::dense(6) }))
}
