//! Layers that compute, in inference, where the numbers that they take lie.

use typenet::layer::Layer;
use typenet::layers::Conv1d;
use typenet::prelude::*;
use typenet_tests::{init, random, rng};

/// In training each layer gives to a place of its own.
#[test]
fn a_layer_in_place_gives_what_it_gives_in_training() {
    fn run<N: Network<Output: core::fmt::Debug + PartialEq>>(mut net: N) {
        init(&mut net, 3);
        // As much as is computed at once, and some more.
        let inputs: Vec<N::Input> = random(2 * N::TILE + 3, 5);
        let mut trained = vec![N::Output::ZERO; inputs.len()];
        net.forward_train(&inputs, &mut trained, &mut vec![0.0; inputs.len() * N::CACHE]);
        let mut together = vec![N::Output::ZERO; inputs.len()];
        net.forward_batch(&inputs, &mut together);
        assert_eq!(together, trained);
        for (input, trained) in inputs.iter().zip(trained) {
            let mut alone = N::Output::ZERO;
            net.forward(input, &mut alone);
            assert_eq!(alone, trained);
        }
    }
    macro_rules! run {
        ($($word:ident $({ $field:ident: $value:literal })?)*) => {$(
            // Small, and with enough to do for a kernel.
            run(network!(conv1d(2x6 -> 3x4, kernel = 3), $word $({ $field: $value })?, flatten(3x4 -> 12), dense(12 -> 2)));
            run(network!(
                conv2d(1x9x40 -> 4x9x40, kernel = 3, padding = 1),
                $word $({ $field: $value })?,
                max_pool2d(4x9x40 -> 4x4x20, kernel = 2),
            ));
        )*};
    }
    run! {
        identity relu relu6 gelu gelu_tanh silu sigmoid tanh softplus hard_swish hard_sigmoid
        leaky_relu { slope: 0.2 } elu { alpha: 0.7 }
    }
    run(network!(
        conv1d(2x6 -> 3x6, kernel = 3, padding = 1),
        reshape(3x6 -> 9x2),
        tanh,
        residual(relu, conv1d(9x2 -> 9x2, kernel = 1), tanh),
        relu,
        flatten(9x2 -> 18),
        sigmoid,
        dense(18 -> 18),
    ));
    // Called one by one.
    run(network!(
        conv1d(2x6 -> 3x6, kernel = 3, padding = 1),
        relu, tanh, relu, tanh, relu, tanh, relu, tanh, relu, tanh, relu, tanh, relu,
        conv1d(3x6 -> 2x4, kernel = 3),
    ));
}

/// Batch normalization and dropout do something else in training.
#[test]
fn layers_that_train_otherwise_give_in_place_what_they_give_elsewhere() {
    network! {
        struct Net<first: conv1d(2x6 -> 3x4, kernel = 3), norm: batch_norm, dropout { rate: 0.5 },
            last: conv1d(3x4 -> 2x2, kernel = 3)>
    }
    let mut net = Net::ZERO;
    net.init(&mut rng(1));
    net.norm.weight = [1.5, -0.5, 2.0];
    net.norm.bias = [0.1, 0.2, 0.3];
    net.norm.running_mean = [0.5, -0.7, 0.1];
    net.norm.running_var = [0.3, 2.0, 0.01];
    for input in random::<[[f32; 6]; 2]>(3, 2) {
        let (mut first, mut normal, mut last) = ([[0.0; 4]; 3], [[0.0; 4]; 3], [[0.0; 2]; 2]);
        net.first.forward(&input, &mut first);
        net.norm.forward(&first, &mut normal);
        net.last.forward(&normal, &mut last);
        assert_eq!(net.forward(&input), last);
    }
}

#[test]
fn a_layer_in_place_takes_no_room() {
    fn scratch<N: Network>(_: N) -> usize {
        <N as Layer<N::Input, N::Output>>::SCRATCH
    }
    let of_conv1d =
        <Conv1d<3, 2, 3, 1, 3, 1, 0, 0, 1> as Layer<[[f32; 6]; 2], [[f32; 4]; 3]>>::SCRATCH;
    assert_eq!(
        scratch(
            network!(conv1d(2x6 -> 3x4, kernel = 3), relu, flatten(3x4 -> 12), tanh, dense(12 -> 2))
        ),
        12 + of_conv1d
    );
    // The first may not overwrite what the user gives.
    assert_eq!(scratch(network!(relu(2x6 -> 2x6), tanh, flatten(2x6 -> 12))), 12);
    // What a layer gives while another's lies in front.
    assert_eq!(
        scratch(network!(
            relu(2x6 -> 2x6), tanh, max_pool1d(2x6 -> 2x3, kernel = 2), relu, flatten(2x3 -> 6), dense(6 -> 2)
        )),
        12 + 6
    );
}
