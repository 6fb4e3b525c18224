//! DS-CNN: which of ten words was said, another one, or none?
//!
//! Zhang et al., *Hello Edge: Keyword Spotting on Microcontrollers*, 2017, as MLPerf Tiny has it (Banbury et al.,
//! *MLPerf Tiny Benchmark*, 2021). What goes in is a second of sound as 49 times 10 mel-frequency cepstral
//! coefficients. Theirs ends in a softmax, which is part of the loss here.

use typenet::prelude::*;

network! {
    /// A convolution in two steps: one kernel for each channel, then all channels at each pixel.
    pub struct Separable<
        depthwise: conv2d(64x25x5 -> 64x25x5, kernel = 3, padding = same, groups = 64),
        depthwise_norm: batch_norm, relu,
        pointwise: conv2d(64x25x5 -> 64x25x5, kernel = 1), pointwise_norm: batch_norm, relu,
    >
}

network! {
    pub struct DsCnn<
        conv: conv2d(1x49x10 -> 64x25x5, kernel = 10x4, stride = 2, padding = same), norm: batch_norm, relu,
        dropout { rate: 0.2 },
        block1: Separable, block2: Separable, block3: Separable, block4: Separable,
        dropout { rate: 0.4 },
        global_avg_pool2d(64x25x5 -> 64), dense(64 -> 12),
    >
}
