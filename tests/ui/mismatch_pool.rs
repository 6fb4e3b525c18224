use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 8x6x6, kernel = 3), max_pool2d(4x6x6 -> 4x3x3, kernel = 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
