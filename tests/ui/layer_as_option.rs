use typenet::prelude::*;

network! { struct Net<dense(3 -> 4, activation = relu), dense(4 -> 5, relu)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
