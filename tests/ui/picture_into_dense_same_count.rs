use typenet::prelude::*;

network! { struct Net<max_pool2d(16x10x10 -> 16x5x5, kernel = 2), dense(400 -> 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
