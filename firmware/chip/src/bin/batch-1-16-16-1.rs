//! Learns a curve, eight samples at a time.
#![no_std]
#![no_main]

use chip::{cost, in_ram};
use typenet::prelude::*;

network! { pub struct Net<dense(1 -> 16), relu, dense(16 -> 16), relu, dense(16 -> 1)> }

const WORKSPACE: usize = Net::workspace_len(cost::BATCH);

#[chip::entry]
fn main() -> ! {
    cost::batch(
        in_ram!(
            Net = Net { dense: cost::dense(5), dense_2: cost::dense(6), dense_3: cost::dense(7) }
        ),
        in_ram!(Net = Net::ZERO),
        in_ram!([f32; WORKSPACE] = [0.0; WORKSPACE]),
    )
}
