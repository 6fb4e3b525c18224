//! MobileNet v1 with a quarter of the channels: is there a person in the picture?
//!
//! Howard et al., *MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications*, 2017,
//! as MLPerf Tiny has it for "visual wake words" (Banbury et al., *MLPerf Tiny Benchmark*, 2021). Theirs ends in
//! a softmax, which is part of the loss here.

use typenet::prelude::*;

/// A convolution in two steps: one kernel for each channel, then all channels at each pixel.
macro_rules! separable {
    ($($name:ident: $input:tt -> $between:tt -> $output:tt, channels = $channels:literal, stride = $stride:literal;)*) => { $(
        network! {
            pub struct $name<
                depthwise: conv2d($input -> $between, kernel = 3, stride = $stride, padding = same, groups = $channels),
                depthwise_norm: batch_norm, relu,
                pointwise: conv2d($between -> $output, kernel = 1), pointwise_norm: batch_norm, relu,
            >
        }
    )* };
}

separable! {
    To16: 8x48x48 -> 8x48x48 -> 16x48x48, channels = 8, stride = 1;
    To32: 16x48x48 -> 16x24x24 -> 32x24x24, channels = 16, stride = 2;
    Keep32: 32x24x24 -> 32x24x24 -> 32x24x24, channels = 32, stride = 1;
    To64: 32x24x24 -> 32x12x12 -> 64x12x12, channels = 32, stride = 2;
    Keep64: 64x12x12 -> 64x12x12 -> 64x12x12, channels = 64, stride = 1;
    To128: 64x12x12 -> 64x6x6 -> 128x6x6, channels = 64, stride = 2;
    Keep128: 128x6x6 -> 128x6x6 -> 128x6x6, channels = 128, stride = 1;
    To256: 128x6x6 -> 128x3x3 -> 256x3x3, channels = 128, stride = 2;
    Keep256: 256x3x3 -> 256x3x3 -> 256x3x3, channels = 256, stride = 1;
}

network! {
    pub struct MobileNet<
        conv: conv2d(3x96x96 -> 8x48x48, kernel = 3, stride = 2, padding = same), norm: batch_norm, relu,
        block1: To16(8x48x48 -> 16x48x48),
        block2: To32(16x48x48 -> 32x24x24), block3: Keep32,
        block4: To64(32x24x24 -> 64x12x12), block5: Keep64,
        block6: To128(64x12x12 -> 128x6x6),
        block7: Keep128, block8: Keep128, block9: Keep128, block10: Keep128, block11: Keep128,
        block12: To256(128x6x6 -> 256x3x3), block13: Keep256,
        global_avg_pool2d(256x3x3 -> 256), dense(256 -> 2),
    >
}
