use typenet::prelude::*;

const SIDE: usize = 28;
const KERNEL: usize = 5;

network! { struct Net<conv2d(1x28x28 -> 6 x SIDE x SIDE, kernel = KERNEL), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
