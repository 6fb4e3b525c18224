use typenet::prelude::*;

network! { struct Net<concat(relu(2x4x4 -> 2x4x4), relu, reshape(2x4x4 -> 4x2x4))> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
