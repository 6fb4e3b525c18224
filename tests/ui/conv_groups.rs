use typenet::prelude::*;

network! { struct Net<conv2d(6x8x8 -> 10x8x8, kernel = 1, groups = 4), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
