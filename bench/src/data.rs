//! The data and the first weights, the same numbers for every peer, made from a hash.

use std::array::from_fn;
use std::f32::consts::PI;

/// How many inputs a forward case goes through, over and over.
pub const INPUTS: usize = 16;
/// How much of its first output a fed-back net finds added to its first input. Small enough to leave the
/// computation what it is, and not known to the compiler to be small.
pub const FEEDBACK: f32 = 1e-3;

fn hash(seed: u32, index: u32) -> u32 {
    let mut x = seed.wrapping_mul(0x9E37_79B9).wrapping_add(index);
    x = (x ^ x >> 16).wrapping_mul(0x7feb_352d);
    x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}

/// From 0 to 1.
pub fn uniform(seed: u32, index: usize) -> f32 {
    (hash(seed, index as u32) >> 8) as f32 / 16_777_216.0
}

/// From -1 to 1.
pub fn symmetric(seed: u32, index: usize) -> f32 {
    2.0 * uniform(seed, index) - 1.0
}

/// A dense layer as it starts: `weight[input][output]` and bias.
pub struct Dense<const IN: usize, const OUT: usize> {
    pub weight: Box<[[f32; OUT]; IN]>,
    pub bias: [f32; OUT],
}

/// The layer of this number, from 1. The hash counts the weights in PyTorch's order, `[output][input]`.
///
/// An LSTM is two of them, from the input and from the state to its gates: i, f, g and o, one behind the other.
pub fn dense<const IN: usize, const OUT: usize>(layer: u32) -> Dense<IN, OUT> {
    let scale = (1.0 / (IN as f64).sqrt()) as f32;
    let row = |i| from_fn(|o| symmetric(2 * layer - 1, o * IN + i) * scale);
    let weight: Vec<[f32; OUT]> = (0..IN).map(row).collect();
    Dense {
        weight: weight.try_into().expect("IN rows"),
        bias: from_fn(|o| symmetric(2 * layer, o) * scale),
    }
}

/// A convolution as it starts: `weight[output][input][row][column]` and bias. The hash counts as in [`dense`], for
/// which it is a layer with as many inputs as an output sees.
pub struct Convolution<const IN: usize, const OUT: usize, const K: usize> {
    pub weight: [[[[f32; K]; K]; IN]; OUT],
    pub bias: [f32; OUT],
}

pub fn convolution<const IN: usize, const OUT: usize, const K: usize>(
    layer: u32,
) -> Convolution<IN, OUT, K> {
    let scale = (1.0 / ((IN * K * K) as f64).sqrt()) as f32;
    let weight = |o, c, k, l| symmetric(2 * layer - 1, ((o * IN + c) * K + k) * K + l) * scale;
    Convolution {
        weight: from_fn(|o| from_fn(|c| from_fn(|k| from_fn(|l| weight(o, c, k, l))))),
        bias: from_fn(|o| symmetric(2 * layer, o) * scale),
    }
}

/// The layers of 3-1-2. Its weights are positive, so that its only hidden relu does not die.
pub fn dense_3_1_2() -> (Dense<3, 1>, Dense<1, 2>) {
    (
        Dense { weight: Box::new(from_fn(|i| [0.1 + 0.8 * uniform(1, i)])), bias: [0.1] },
        Dense { weight: Box::new([from_fn(|o| 0.1 + 0.8 * uniform(3, o))]), bias: [0.1; 2] },
    )
}

/// Rows of numbers from -`size` to `size`.
pub fn rows<const N: usize>(count: usize, size: f32) -> Vec<[f32; N]> {
    let row = |sample| from_fn(|i| size * symmetric(100, sample * N + i));
    (0..count).map(row).collect()
}

fn positive_rows<const N: usize>(seed: u32, from: f32, to: f32) -> Vec<[f32; N]> {
    let row = |sample| from_fn(|i| from + (to - from) * uniform(seed, sample * N + i));
    (0..64).map(row).collect()
}

/// Inputs and targets of 3-1-2 and 3-16-1.
pub fn positive<const OUT: usize>() -> (Vec<[f32; 3]>, Vec<[f32; OUT]>) {
    (positive_rows(100, 0.0, 1.0), positive_rows(200, 0.2, 1.0))
}

/// Inputs and targets of 1-16-16-1: a sine with noise.
pub fn sine() -> (Vec<[f32; 1]>, Vec<[f32; 1]>) {
    let inputs = rows(1024, PI);
    let noisy = |(i, &[x]): (usize, &[f32; 1])| [x.sin() + 0.3 * symmetric(200, i)];
    let targets = inputs.iter().enumerate().map(noisy).collect();
    (inputs, targets)
}

fn classes() -> Vec<usize> {
    (0..1024).map(|i| hash(200, i) as usize % 10).collect()
}

/// Inputs and classes of the nets from 784 to 10 and, as pictures of 28 x 28, of LeNet-5.
pub fn pictures() -> (Vec<[f32; 784]>, Vec<usize>) {
    (rows(1024, 0.5), classes())
}

/// Inputs and targets of 784-64-784: pictures, and the same from 0 to 1.
pub fn copies() -> (Vec<[f32; 784]>, Vec<[f32; 784]>) {
    let inputs = rows(1024, 0.5);
    let targets = inputs.iter().map(|x: &[f32; 784]| x.map(|x| x + 0.5)).collect();
    (inputs, targets)
}

/// Inputs and classes of lstm-8x32-64-10: eight steps of 32 numbers.
pub fn sequences() -> (Vec<[[f32; 32]; 8]>, Vec<usize>) {
    let steps = rows(1024 * 8, 1.0);
    (steps.as_chunks().0.to_vec(), classes())
}

/// What DS-CNN takes: 49 moments of 10 frequencies.
pub type Sound = [[[f32; 10]; 49]; 1];

/// Inputs and classes of DS-CNN.
pub fn sounds() -> (Vec<Sound>, Vec<usize>) {
    let moments = rows(1024 * 49, 1.0);
    (moments.as_chunks().0.iter().map(|sound| [*sound]).collect(), classes())
}
