use typenet::prelude::*;

const HEIGHT: usize = 28;

network! { struct Net<avg_pool2d(6 x HEIGHT x 28 -> 6x14x13, kernel = 3, stride = 2, padding = 1)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
