use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x6x6, kernel = 3), max_pool2d(4x6x6, kernel = 2)> }

fn main() {}
