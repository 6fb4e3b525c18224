use typenet::prelude::*;

network! { struct Net<max_pool1d(6x9 -> 6x11, kernel = 2, stride = 1, padding = 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
