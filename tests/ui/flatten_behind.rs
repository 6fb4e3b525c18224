use typenet::prelude::*;

network! { struct Net<lstm(4x3 -> 4x8), flatten(4x9 -> 36)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
