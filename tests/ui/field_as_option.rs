use typenet::prelude::*;

network! { struct Net<dense(3 -> 4), dropout(4 -> 4, rate = 0.5)> }

fn main() {}
