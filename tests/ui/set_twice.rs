use typenet::prelude::*;

network! { struct Net<leaky_relu(3 -> 3) { slope: 0.1, slope: 0.2 }> }

fn main() {
    println!("{}", Net::PARAMETERS);
}
