use typenet::prelude::*;

network! { struct Net<conv1d(6x8 -> 10x8, kernel = 1, groups = 3), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
