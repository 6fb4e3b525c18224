use typenet::prelude::*;

network! { struct Net<lstm(3 -> 4)> }

fn main() {}
