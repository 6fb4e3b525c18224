use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x6x6, kernal = 3)> }

fn main() {}
