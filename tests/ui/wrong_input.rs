use typenet::prelude::*;

network! { struct Net<dense(3 -> 5)> }

fn main() {
    let _ = Net::ZERO.forward(&[0.0; 4]);
}
