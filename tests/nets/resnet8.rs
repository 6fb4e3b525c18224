//! ResNet-8: which of ten things is in the picture?
//!
//! He et al., *Deep Residual Learning for Image Recognition*, 2016, as small as MLPerf Tiny has it for CIFAR-10
//! (Banbury et al., *MLPerf Tiny Benchmark*, 2021). Theirs ends in a softmax, which is part of the loss here.

use typenet::prelude::*;

network! {
    pub struct ResNet8<
        conv: conv2d(3x32x32 -> 16x32x32, kernel = 3, padding = same), norm: batch_norm, relu,
        stack1: residual(
            conv1: conv2d(16x32x32 -> 16x32x32, kernel = 3, padding = same), norm1: batch_norm, relu,
            conv2: conv2d(16x32x32 -> 16x32x32, kernel = 3, padding = same), norm2: batch_norm,
        ), relu,
        stack2: add(
            main: [
                conv1: conv2d(16x32x32 -> 32x16x16, kernel = 3, stride = 2, padding = same), norm1: batch_norm, relu,
                conv2: conv2d(32x16x16 -> 32x16x16, kernel = 3, padding = same), norm2: batch_norm,
            ],
            shortcut: conv2d(16x32x32 -> 32x16x16, kernel = 1, stride = 2, padding = same),
        ), relu,
        stack3: add(
            main: [
                conv1: conv2d(32x16x16 -> 64x8x8, kernel = 3, stride = 2, padding = same), norm1: batch_norm, relu,
                conv2: conv2d(64x8x8 -> 64x8x8, kernel = 3, padding = same), norm2: batch_norm,
            ],
            shortcut: conv2d(32x16x16 -> 64x8x8, kernel = 1, stride = 2, padding = same),
        ), relu,
        global_avg_pool2d(64x8x8 -> 64), dense(64 -> 10),
    >
}
