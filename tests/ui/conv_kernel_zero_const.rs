use typenet::prelude::*;

const KERNEL: usize = 0;

network! { struct Net<conv1d(1x28 -> 6x28, kernel = KERNEL), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
