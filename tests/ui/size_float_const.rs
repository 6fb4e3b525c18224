use typenet::prelude::*;

const HALF: f32 = 0.5;

network! { struct Net<dense(3 -> HALF), relu> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
