use typenet::prelude::*;

network! { struct Net<gru(6x4 -> 5x8), reshape(5x8 -> 40)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
