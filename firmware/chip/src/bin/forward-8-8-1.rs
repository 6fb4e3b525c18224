//! A small net with tanh.
#![no_std]
#![no_main]

use chip::cost;
use typenet::prelude::*;

network! { pub struct Net<dense(8 -> 8), tanh, dense(8 -> 1)> }

static NET: Net = Net { dense: cost::dense(5), dense_2: cost::dense(6) };

#[chip::entry]
fn main() -> ! {
    cost::forward(&NET)
}
