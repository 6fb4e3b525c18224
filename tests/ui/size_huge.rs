use typenet::prelude::*;

network! { struct Net<dense(3 -> 99999999999999999999), dense(20000000 -> 3)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
