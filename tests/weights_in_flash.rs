//! Weights that are in the program at compile time are those that a program loads from the same file.

use typenet::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use typenet::prelude::*;
use typenet::trained::{Part, Trained};
use typenet::weights;
use typenet_tests::{bits, init, values};

network! {
    #[weights("fixtures/weights/pictures.safetensors")]
    struct Pictures<
        conv2d(2x5x4 -> 4x5x3, kernel = 3x2, padding = 1x0),
        batch_norm,
        leaky_relu { slope: 0.3 },
        depthwise: conv2d(4x5x3 -> 4x3x1, kernel = 3, groups = 4, bias = false),
        reshape(4x3x1 -> 4x3),
        conv1d(4x3 -> 3x2, kernel = 2),
        global_avg_pool1d(3x2 -> 3),
        layer_norm,
        head: dense(3 -> 2),
    >
}

network! {
    #[weights("fixtures/weights/words.safetensors")]
    struct Words<embedding(6 -> 6x3, vocabulary = 5), rnn(6x3 -> 6x4), gru(6x4 -> 6x2), lstm(6x2 -> 3)>
}

network! { struct Inner<first: dense(3 -> 4), tanh, dense(4 -> 3)> }

network! {
    #[weights("fixtures/weights/blocks.safetensors")]
    struct Blocks<
        encoder: Inner(3 -> 3),
        again: Inner(3 -> 3),
        residual(dense(3 -> 3), tanh),
        concat(left: [a: dense(3 -> 4), relu, b: dense(4 -> 2)], dense(3 -> 1)),
        frozen(dense(3 -> 2)),
    >
}

/// Loads the file into a net that has other weights.
#[track_caller]
fn check<N: Network + PartialEq + std::fmt::Debug>(trained: &N, mut loaded: N, file: &[u8]) {
    init(&mut loaded, 9);
    assert_ne!(loaded, *trained);
    weights::from_bytes(&mut loaded, file).unwrap();
    assert_eq!(loaded, *trained);
    assert_eq!(bits(&values(&loaded)), bits(&values(trained)));
}

#[test]
fn they_are_those_of_the_file() {
    let file = include_bytes!("fixtures/weights/pictures.safetensors");
    check(&Pictures::TRAINED, Pictures::ZERO, file);
    assert_eq!(Pictures::TRAINED.leaky_relu.slope, 0.3);
    check(&Words::TRAINED, Words::ZERO, include_bytes!("fixtures/weights/words.safetensors"));
    check(&Blocks::TRAINED, Blocks::ZERO, include_bytes!("fixtures/weights/blocks.safetensors"));
}

#[test]
fn they_need_no_run_time() {
    static NET: Pictures = Pictures::TRAINED;
    const BIAS: f32 = Pictures::TRAINED.head.bias[1];
    assert_eq!(NET.head.bias[1], BIAS);
    assert!(NET.forward(&[[[0.5; 4]; 5]; 2]).iter().all(|y| y.is_finite() && *y != 0.0));
}

/// A layer of a user's: a name for `head`, with the tensors that it has in the file.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    weight: [[f32; 4]; 2],
    bias: [f32; 2],
}

impl Head {
    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[2, 4]);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[2]);
}

impl Layer<[f32; 4], [f32; 2]> for Head {
    const ZERO: Self = Head { weight: [[0.0; 4]; 2], bias: [0.0; 2] };
    const PARAMETERS: usize = 10;

    fn forward(&self, input: &[f32; 4], output: &mut [f32; 2]) {
        for (y, (row, bias)) in output.iter_mut().zip(self.weight.iter().zip(self.bias)) {
            *y = row.iter().zip(input).fold(bias, |sum, (w, x)| sum + w * x);
        }
    }

    fn backward(
        &self,
        _saved: Saved<'_, [f32; 4], [f32; 2]>,
        _d_output: &[f32; 2],
        _d_input: Option<&mut [f32; 4]>,
        _gradient: &mut Self,
    ) {
        unreachable!("it does not learn here")
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, self.weight.as_flattened());
        visitor.tensor(Self::BIAS, &self.bias);
    }

    fn parameters_mut<const K: usize>(mut group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let weights = group.each_mut().map(|layer| layer.weight.as_flattened_mut());
        visitor.tensor(Self::WEIGHT, weights);
        visitor.tensor(Self::BIAS, group.map(|layer| &mut layer.bias[..]));
    }
}

impl<P: Part> Trained<P> for Head {
    const TENSORS: &'static [TensorInfo<'static>] = &[Self::WEIGHT, Self::BIAS];
    const TRAINED: Self = {
        let mut layer = Head { weight: [[0.0; 4]; 2], bias: [0.0; 2] };
        P::WEIGHTS.copy(Self::WEIGHT, layer.weight.as_flattened_mut());
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        layer
    };
}

network! {
    #[weights("fixtures/weights/net.safetensors")]
    struct Own<hidden: dense(3 -> 4), relu, out: Head(4 -> 2)>
}

#[test]
fn a_layer_of_ones_own_takes_its_tensors_too() {
    let file = include_bytes!("fixtures/weights/net.safetensors");
    check(&Own::TRAINED, Own::ZERO, file);
}
