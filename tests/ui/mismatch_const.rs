use typenet::prelude::*;

const HIDDEN: usize = 5;

network! { struct Net<dense(3 -> HIDDEN), relu, dense(4 -> 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
