use typenet::prelude::*;

network! { struct Net<embedding(4 -> 5x3, vocabulary = 10)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
