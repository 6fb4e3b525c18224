use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x8x8, kernel = 3, padding = 1), max_pool2d(2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
