//! LeNet-5, which read the digits on cheques.
//!
//! LeCun et al., *Gradient-Based Learning Applied to Document Recognition*, 1998, with relu and maxima as it is
//! taught today.

use typenet::prelude::*;

network! {
    pub struct LeNet5<
        conv1: conv2d(1x28x28 -> 6x28x28, kernel = 5, padding = 2), relu,
        max_pool2d(6x28x28 -> 6x14x14, kernel = 2),
        conv2: conv2d(6x14x14 -> 16x10x10, kernel = 5), relu,
        max_pool2d(16x10x10 -> 16x5x5, kernel = 2),
        flatten(16x5x5 -> 400),
        dense1: dense(400 -> 120), relu, dense2: dense(120 -> 84), relu, dense3: dense(84 -> 10),
    >
}
