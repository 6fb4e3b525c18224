use typenet::prelude::*;

network! { struct Net<dense(1000000 -> 1000000)> }

fn main() {
    println!("{}", Net::PARAMETERS);
}
