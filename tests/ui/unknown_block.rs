use typenet::prelude::*;

network! { struct Net<sequential(dense(3 -> 4), relu)> }

fn main() {}
