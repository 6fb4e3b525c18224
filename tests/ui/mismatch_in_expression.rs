use typenet::prelude::*;

fn main() {
    let net = network!(dense(3 -> 5), relu, dense(4 -> 2));
    println!("{:?}", net.forward(&[1.0, 2.0, 3.0]));
}
