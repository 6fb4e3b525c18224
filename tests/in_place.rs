//! Layers that compute where the numbers that they take lie.

use typenet::layer::{Layer, Saved};
use typenet::layers::*;
use typenet::prelude::*;
use typenet_tests::{bits, init, random, rng, tensors};

/// A layer that the macro does not know, so that it always has places of its own.
#[derive(Clone, Debug, PartialEq)]
struct Apart<L>(L);

impl<L: Layer<I, O>, I, O> Layer<I, O> for Apart<L> {
    const ZERO: Self = Apart(L::ZERO);
    const INIT_BEFORE: Option<Init> = L::INIT_BEFORE;

    fn forward(&self, input: &I, output: &mut O) {
        self.0.forward(input, output);
    }

    fn backward(
        &self,
        saved: Saved<'_, I, O>,
        d_output: &O,
        d_input: Option<&mut I>,
        gradient: &mut Self,
    ) {
        self.0.backward(saved, d_output, d_input, &mut gradient.0);
    }
}

/// The bits of all that training a net makes: its outputs, its gradient, what it says of its inputs, and the weights
/// after a step on one sample.
fn trained<N: Network>(mut net: N, samples: usize) -> [Vec<u32>; 4] {
    init(&mut net, 3);
    let inputs = random::<N::Input>(samples, 5);
    let d_outputs = random::<N::Output>(samples, 6);
    let mut outputs = vec![N::Output::ZERO; samples];
    let mut cache = vec![f32::NAN; samples * N::CACHE];
    net.forward_train(&inputs, &mut outputs, &mut cache);

    let saved = Saved { input: &inputs[..], output: &outputs[..], cache: &mut cache };
    let mut d_inputs = vec![N::Input::ZERO; samples];
    let mut gradient = net.zero_like();
    net.backward_batch(saved, &d_outputs, Some(&mut d_inputs), &mut gradient);
    let saved = Saved { input: &inputs[..], output: &outputs[..], cache: &mut cache };
    let mut again = net.zero_like();
    net.backward_batch(saved, &d_outputs, None, &mut again);

    let values = |net: &N| tensors(net).into_iter().flat_map(|it| it.values).collect::<Vec<f32>>();
    assert_eq!(bits(&values(&gradient)), bits(&values(&again)));
    net.learn(&MeanSquaredError, &inputs[0], &d_outputs[0], 0.1).unwrap();
    [N::Output::flatten(&outputs), &values(&gradient), N::Input::flatten(&d_inputs), &values(&net)]
        .map(bits)
}

#[test]
fn training_in_place_gives_the_bits_of_training_in_places_apart() {
    fn check<A: Network, B: Network>(in_place: A, apart: B) {
        for samples in [1, 2, 5, 40] {
            let [found, expected] =
                [trained(in_place.clone(), samples), trained(apart.clone(), samples)];
            assert_eq!(found, expected, "{}, {samples} samples", A::summary());
        }
    }
    macro_rules! check {
        ($($word:ident $layer:ident)*) => { $(
            check(
                network!(dense(3 -> 4), $word, dense(4 -> 5), $word, dense(5 -> 2), $word),
                network!(
                    dense(3 -> 4), Apart<$layer>, dense(4 -> 5), Apart<$layer>, dense(5 -> 2), Apart<$layer>
                ),
            );
            // With enough to do for a kernel.
            check(
                network!(
                    conv2d(1x9x20 -> 4x9x20, kernel = 3, padding = 1), $word,
                    max_pool2d(4x9x20 -> 4x4x10, kernel = 2), $word, flatten(4x4x10 -> 160), dense(160 -> 9),
                ),
                network!(
                    conv2d(1x9x20 -> 4x9x20, kernel = 3, padding = 1), Apart<$layer>,
                    max_pool2d(4x9x20 -> 4x4x10, kernel = 2), Apart<$layer>,
                    Apart<Flatten>(4x4x10 -> 160), dense(160 -> 9),
                ),
            );
            // Behind something whose way back reads what it gave, and behind something that changes nothing.
            check(
                network!(dense(3 -> 4), tanh, $word, identity, $word, dense(4 -> 2), softmax, $word),
                network!(
                    dense(3 -> 4), Apart<Tanh>, Apart<$layer>, Apart<Identity>, Apart<$layer>,
                    dense(4 -> 2), Apart<Softmax>, Apart<$layer>,
                ),
            );
            check(
                network!(
                    reshape(12 -> 2x6), $word, conv1d(2x6 -> 3x4, kernel = 3), $word,
                    reshape(3x4 -> 4x3), $word, flatten(4x3 -> 12), identity, dense(12 -> 2),
                ),
                network!(
                    Apart<Reshape>(12 -> 2x6), Apart<$layer>, conv1d(2x6 -> 3x4, kernel = 3),
                    Apart<$layer>, Apart<Reshape>(3x4 -> 4x3), Apart<$layer>,
                    Apart<Flatten>(4x3 -> 12), Apart<Identity>, dense(12 -> 2),
                ),
            );
            check(
                network!(
                    dense(3 -> 4), residual(dense(4 -> 4), $word, dense(4 -> 4), $word), $word,
                    [flatten(4 -> 4), $word, dense(4 -> 6), $word, reshape(6 -> 2x3), batch_norm, $word],
                    frozen(lstm(2x3 -> 2x4), $word, flatten(2x4 -> 8), dense(8 -> 8), $word), $word,
                    concat(dense(8 -> 3), $word, [dense(8 -> 2), $word]), $word,
                ),
                network!(
                    dense(3 -> 4), residual(dense(4 -> 4), Apart<$layer>, dense(4 -> 4), Apart<$layer>),
                    Apart<$layer>,
                    [Apart<Flatten>(4 -> 4), Apart<$layer>, dense(4 -> 6), Apart<$layer>,
                        Apart<Reshape>(6 -> 2x3), batch_norm, Apart<$layer>],
                    frozen(lstm(2x3 -> 2x4), Apart<$layer>, Apart<Flatten>(2x4 -> 8), dense(8 -> 8),
                        Apart<$layer>),
                    Apart<$layer>,
                    concat(dense(8 -> 3), Apart<$layer>, [dense(8 -> 2), Apart<$layer>]), Apart<$layer>,
                ),
            );
        )* };
    }
    check! {
        identity Identity relu Relu relu6 Relu6 gelu Gelu gelu_tanh GeluTanh silu Silu sigmoid Sigmoid tanh Tanh
        softplus Softplus hard_swish HardSwish hard_sigmoid HardSigmoid leaky_relu LeakyRelu elu Elu
    }
    // Nothing before the activation learns, and somebody asks for its way back nevertheless.
    check(
        network!(avg_pool1d(2x6 -> 2x3, kernel = 2), relu, reshape(2x3 -> 6), dense(6 -> 2)),
        network!(
            avg_pool1d(2x6 -> 2x3, kernel = 2), Apart<Relu>, Apart<Reshape>(2x3 -> 6), dense(6 -> 2)
        ),
    );
}

/// A hidden layer and its activation have one place on the way forward and one on the way back.
#[test]
fn training_in_place_takes_no_room() {
    fn cache<N: Network>(_: N) -> usize {
        N::CACHE
    }
    assert_eq!(cache(network!(dense(3 -> 50), relu, dense(50 -> 2))), 50 + 50);
    assert_eq!(cache(network!(dense(3 -> 50), gelu, dense(50 -> 2))), 2 * 50 + 50);
    assert_eq!(cache(network!(dense(3 -> 50), tanh, relu, dense(50 -> 2))), 2 * 50 + 50);
    assert_eq!(cache(network!(dense(3 -> 50), gelu, relu, dense(50 -> 2))), 2 * 50 + 50);
    assert_eq!(
        cache(
            network!(conv1d(2x6 -> 5x4, kernel = 3), relu, flatten(5x4 -> 20), dense(20 -> 2), relu)
        ),
        20 + 20 + 2
    );
}

/// In inference a layer does so wherever activations are large, in training where nothing needs those numbers.
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

/// A convolution does what the relu behind it would.
#[test]
fn a_relu_behind_a_convolution_lets_nan_through() {
    fn run<N: Network<Input = [[[f32; 20]; 9]; 1]>>(mut net: N) {
        init(&mut net, 3);
        let mut pictures = random::<N::Input>(1, 5);
        for x in N::Input::flatten_mut(&mut pictures) {
            *x = 20.0 * (*x - 0.5);
        }
        pictures[0][0][0][0] = f32::NAN;
        let mut output = N::Output::ZERO;
        net.forward(&pictures[0], &mut output);
        let count = |is: fn(f32) -> bool| output.values().iter().filter(|y| is(**y)).count();
        let [nan, zero, positive] = [f32::is_nan, |y| y == 0.0, |y| y > 0.0].map(count);
        assert!(nan == 9 && zero > 0 && positive > 0, "{:?}", output.values());
        assert_eq!(nan + zero + positive, N::Output::LEN);
    }
    // The loops for few products, and the kernels.
    run(network!(
        conv2d(1x9x20 -> 9x1x2, kernel = 1, stride = 11x19),
        relu,
        avg_pool2d(9x1x2 -> 9x1x2, kernel = 1),
    ));
    run(network!(
        conv2d(1x9x20 -> 9x9x20, kernel = 1),
        relu,
        avg_pool2d(9x9x20 -> 9x9x20, kernel = 1),
    ));
}
