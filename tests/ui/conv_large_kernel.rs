use typenet::prelude::*;

network! { struct Net<conv2d(1x3x28 -> 6x1x24, kernel = 5), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
