use typenet::prelude::*;

network! { struct Net<dense(3usize -> 2), dense(0x10 -> 2), dense(2 -> 1x)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
