//! Reads 28x28 digits.
#![no_std]
#![no_main]

use chip::cost;
use typenet::prelude::*;

network! { pub struct Net<dense(784 -> 32), relu, dense(32 -> 10)> }

static NET: Net = Net { dense: cost::dense(5), dense_2: cost::dense(6) };

#[chip::entry]
fn main() -> ! {
    cost::forward(&NET)
}
