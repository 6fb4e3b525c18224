use typenet::prelude::*;

network! { struct Net<tanh(1x8x8 -> 1x8x8), dense(64 -> 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
