use typenet::prelude::*;

network! { struct Net<concat(dense(3 -> 4), dense(3 -> 2)), dense(5 -> 1)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
