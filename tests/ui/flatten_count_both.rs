use typenet::prelude::*;

network! { struct Net<flatten(8x8x8 -> 500), dense(512 -> 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
