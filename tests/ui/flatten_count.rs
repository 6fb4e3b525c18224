use typenet::prelude::*;

network! { struct Net<flatten(16x5x5 -> 300), dense(300 -> 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
