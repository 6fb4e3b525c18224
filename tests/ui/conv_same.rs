use typenet::prelude::*;

network! { struct Net<conv2d(1x28x28 -> 6x13x14, kernel = 3, stride = 2, padding = same), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
