//! The same numbers as PyTorch, for layers that work on pictures, signals and sequences. A case's sizes are
//! read from its file; the sizes here are those of the two variants that fixtures/generate.py makes.

use crate::fixture::{Case, check_layer};
use typenet::prelude::*;

/// Checks the net of the case's channels, height and width.
macro_rules! by_sizes {
    ($case:literal, $key:literal: $($size:literal => [$($layers:tt)*])*) => {{
        let case = Case::open($case);
        match case.word($key).as_str() {
            $($size => check_layer(network!($($layers)*), &case),)*
            size => panic!("no code was compiled for {} {size} of {}; add it", $key, case.name),
        }
    }};
}

#[test]
fn max_pool2d() {
    by_sizes!("max_pool2d_2", "height":
        "9" => [max_pool2d(2x9x8 -> 2x4x4, kernel = 2)]
        "10" => [max_pool2d(3x10x7 -> 3x5x3, kernel = 2)]);
    by_sizes!("max_pool2d_3_stride2", "height":
        "9" => [max_pool2d(2x9x8 -> 2x4x3, kernel = 3, stride = 2)]
        "10" => [max_pool2d(3x10x7 -> 3x4x3, kernel = 3, stride = 2)]);
}

#[test]
fn avg_pool2d() {
    by_sizes!("avg_pool2d_2", "height":
        "9" => [avg_pool2d(2x9x8 -> 2x4x4, kernel = 2)]
        "10" => [avg_pool2d(3x10x7 -> 3x5x3, kernel = 2)]);
    by_sizes!("global_avg_pool2d", "height":
        "9" => [global_avg_pool2d(2x9x8 -> 2)]
        "10" => [global_avg_pool2d(3x10x7 -> 3)]);
}
