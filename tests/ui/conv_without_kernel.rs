use typenet::prelude::*;

network! { struct Net<conv2d(1x28x28 -> 6x28x28), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
