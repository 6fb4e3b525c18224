//! Learns a curve.
#![no_std]
#![no_main]

use chip::cost;
use typenet::prelude::*;

network! { pub struct Net<dense(1 -> 16), relu, dense(16 -> 16), relu, dense(16 -> 1)> }

static NET: Net = Net { dense: cost::dense(5), dense_2: cost::dense(6), dense_3: cost::dense(7) };

#[chip::entry]
fn main() -> ! {
    cost::forward(&NET)
}
