use typenet::prelude::*;

network! { struct Net<max_pool2d(6x28x28 -> 6x14x14, kernel = 2, padding = "valid")> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
