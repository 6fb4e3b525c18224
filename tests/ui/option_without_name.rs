use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x6x6, kernel = 3, 2), relu, flatten(4x6x6 -> 144)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
