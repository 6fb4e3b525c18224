use typenet::prelude::*;

const HIDDEN: usize = 300;

network! { struct Net<flatten(16x5x5 -> HIDDEN), dense(HIDDEN -> 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
