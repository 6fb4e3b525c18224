use typenet::prelude::*;

const H: usize = 5;

network! {
    struct Net<
        dense(2 -> H), relu,
        dense(4 -> 3), tanh, tanh, tanh, tanh, tanh, tanh, tanh, tanh, tanh, tanh,
    >
}

fn main() {
    Net::ZERO.forward(&[0.0; 2]);
}
