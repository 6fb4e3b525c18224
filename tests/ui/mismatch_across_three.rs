use typenet::prelude::*;

network! { struct Net<hidden: dense(3 -> 5), relu, leaky_relu { slope: 0.2 }, tanh, dense(4 -> 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
