use typenet::prelude::*;

network! {
    struct Net<
        dense(3 -> 4),
        rellu,
        dense(4 -> 0),
        hidden: dense(7 -> 6), tanh,
        hidden: dense(5 => 2)
    >
}

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
