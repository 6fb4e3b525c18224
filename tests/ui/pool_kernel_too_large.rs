use typenet::prelude::*;

network! { struct Net<max_pool1d(6x3 -> 6x1, kernel = 5)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
