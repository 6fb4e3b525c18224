use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x6x6, kernel = 3), flatten, dense(144 -> 10)> }

fn main() {}
