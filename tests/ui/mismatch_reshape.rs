use typenet::prelude::*;

network! { struct Net<reshape(784 -> 1x28x28), conv2d(3x28x28 -> 6x26x26, kernel = 3)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
