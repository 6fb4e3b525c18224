use typenet::prelude::*;

network! { struct Net<conv1d(2x12 -> 4x6, kernel = 3, stride = 2, dilation = 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
