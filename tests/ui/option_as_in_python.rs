use typenet::prelude::*;

network! { struct Net<conv2d(1x8x8 -> 4x6x6, kernel = (3, 3)), conv2d(4x6x6 -> 4x6x6, kernel = 3, padding = "same")> }

fn main() {}
