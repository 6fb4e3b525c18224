use typenet::prelude::*;

network! { struct Net<dense(8 -> 400), max_pool2d(16x5x5 -> 16x2x2, kernel = 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
