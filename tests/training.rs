//! How a net starts and how it learns: first weights, gradients, optimizers, and what the constants
//! announce.
// Sums read best with their indices.
#![allow(clippy::needless_range_loop)]

use typenet::layer::{Layer, Saved};
use typenet::layers::Dense;
use typenet::prelude::*;
use typenet::rand::Rng;
use typenet::{Error, rand};
use typenet_tests::{assert_close, bits, fill, init, random, rng, tensors, train, values};

/// Passes values on, and leaves it to the layer behind how weights in front of it start.
#[derive(Clone, Debug, PartialEq)]
struct Pass;

impl<T: Tensor> Layer<T, T> for Pass {
    const ZERO: Self = Pass;
    const INIT_BEFORE: Option<Init> = None;

    fn forward(&self, input: &T, output: &mut T) {
        *output = *input;
    }

    fn backward(
        &self,
        _saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            *d_input = *d_output;
        }
    }
}

// ---------------------------------------------------------------------------------------------------
// First weights
// ---------------------------------------------------------------------------------------------------

/// The layer `dense` is the first to be initialised, and as `expected` says.
#[track_caller]
fn starts_as<const I: usize, const O: usize>(dense: &Dense<I, O>, expected: Init) {
    let mut weight = vec![0.0; I * O];
    expected.fill(&mut weight, I, O, &mut rng(11));
    assert_eq!(dense.weight.as_flattened(), weight, "not {expected:?}");
}

macro_rules! starts {
    ($init:ident before $($layers:tt)*) => {{
        let mut net = network!(dense(20 -> 30), $($layers)*);
        net.init(&mut rng(11));
        starts_as(&net.dense, Init::$init);
    }};
}

network! { struct WithReluFirst<relu(30 -> 30), dense(30 -> 2)> }
network! { struct WithTanhFirst<tanh(30 -> 30), dense(30 -> 2)> }
network! { struct DenseLast<dense(20 -> 30)> }

#[test]
fn he_before_what_is_like_relu() {
    starts!(He before relu);
    starts!(He before leaky_relu);
    starts!(He before leaky_relu { slope: 0.3 });
    starts!(He before elu);
    starts!(He before gelu);
    starts!(He before gelu_tanh);
    starts!(He before silu);
    starts!(He before softplus);
    starts!(He before hard_swish);
    starts!(He before relu, dense(30 -> 1), tanh);
}

#[test]
fn glorot_before_everything_else() {
    starts!(Glorot before tanh);
    starts!(Glorot before sigmoid);
    starts!(Glorot before hard_sigmoid);
    starts!(Glorot before softmax);
    starts!(Glorot before log_softmax);
    starts!(Glorot before dense(30 -> 4));
    starts!(Glorot before dense(30 -> 4), relu);

    let mut net = network!(dense(20 -> 30));
    net.init(&mut rng(11));
    starts_as(&net.dense, Init::Glorot);
}

#[test]
fn first_weights_look_through_layers_that_pass_on_and_into_nets() {
    starts!(He before Pass, relu);
    starts!(He before Pass, Pass, gelu, dense(30 -> 1));
    starts!(Glorot before Pass, tanh);
    starts!(Glorot before Pass);
    starts!(He before WithReluFirst(30 -> 2));
    starts!(Glorot before WithTanhFirst(30 -> 2));

    let mut net = network!(DenseLast(20 -> 30), Pass, relu);
    net.init(&mut rng(11));
    starts_as(&net.dense_last.dense, Init::He);
    let mut net = network!(DenseLast(20 -> 30), tanh);
    net.init(&mut rng(11));
    starts_as(&net.dense_last.dense, Init::Glorot);
}

#[test]
fn first_weights_keep_their_bounds_and_fill_them() {
    let (inputs, outputs) = (40, 10);
    for (init, limit) in [
        (Init::He, (6.0_f32 / 40.0).sqrt()),
        (Init::Glorot, (6.0_f32 / 50.0).sqrt()),
        (Init::Lecun, (3.0_f32 / 40.0).sqrt()),
        (Init::Uniform(0.25), 0.25),
    ] {
        let mut weight = vec![f32::NAN; inputs * outputs];
        init.fill(&mut weight, inputs, outputs, &mut rng(1));
        let (least, most) =
            weight.iter().fold((0.0_f32, 0.0_f32), |(a, b), w| (a.min(*w), b.max(*w)));
        assert!(-limit <= least && least < -0.95 * limit, "{init:?}: {least}");
        assert!(0.95 * limit < most && most <= limit, "{init:?}: {most}");
        let mean = weight.iter().sum::<f32>() / weight.len() as f32;
        assert!(mean.abs() < 0.1 * limit, "{init:?}: mean {mean}");
    }
    let mut weight = [f32::NAN; 3];
    Init::Constant(0.5).fill(&mut weight, 1, 3, &mut rng(1));
    assert_eq!(weight, [0.5; 3]);
}

network! { struct Small<hidden: dense(3 -> 4), relu, dense(4 -> 2)> }

#[test]
fn first_weights_are_reproducible() {
    let [mut a, mut b, mut c] = [Small::ZERO, Small::ZERO, Small::ZERO];
    // What was there before does not matter, biases included.
    fill(&mut b, |_| 7.0);
    a.init(&mut rng(5));
    b.init(&mut rng(5));
    assert_eq!(bits(&values(&a)), bits(&values(&b)));
    assert_eq!((a.hidden.bias, a.dense.bias), ([0.0; 4], [0.0; 2]));
    c.init(&mut rng(6));
    assert_ne!(a.hidden.weight, c.hidden.weight);
    assert_ne!(a.dense.weight, c.dense.weight);

    // A generator goes on: the second net that it makes is another.
    let mut generator = rng(5);
    a.init(&mut generator);
    c.init(&mut generator);
    assert_ne!(a, c);
    assert_eq!(a, b);
}

#[test]
fn any_generator_will_do() {
    let mut a = Small::ZERO;
    a.init(&mut rand::rngs::Xoshiro256PlusPlus::seed_from_u64(1));
    assert_ne!(a.dense.weight, Small::ZERO.dense.weight);

    // One whose type is not known, too.
    let mut b = Small::ZERO;
    let mut generator = rng(5);
    let generator: &mut dyn Rng = &mut generator;
    b.init(generator);
    a.init(&mut rng(5));
    assert_eq!(a, b);
}

#[test]
fn the_user_can_choose_other_first_weights() {
    let mut net = Small::ZERO;
    net.init(&mut rng(5));
    let before = net.clone();
    net.hidden.bias = [1.0; 4];
    net.hidden.init(Init::Uniform(0.001), &mut rng(6));
    assert!(net.hidden.weight.iter().flatten().all(|w| w.abs() <= 0.001));
    assert_eq!(net.hidden.bias, [0.0; 4]);
    assert_eq!(net.dense, before.dense);
    net.dense.init(Init::Constant(2.0), &mut rng(6));
    assert_eq!(net.dense.weight, [[2.0; 2]; 4]);
}

// ---------------------------------------------------------------------------------------------------
// Gradients
// ---------------------------------------------------------------------------------------------------

fn small() -> Small {
    let mut net = Small::ZERO;
    net.init(&mut rng(5));
    net.hidden.bias = [0.5; 4];
    net
}

#[test]
fn backward_adds_to_the_gradient() {
    let mut net = small();
    let (input, d_output) = ([[0.5, -0.25, 1.0]], [[1.0, -2.0]]);
    let mut workspace = [0.0; Small::workspace_len(1)];
    let mut once = Small::ZERO;
    net.forward_train(&input, &mut workspace).unwrap();
    net.backward(&input, &d_output, &mut workspace, &mut once).unwrap();
    assert!(values(&once).iter().any(|g| *g != 0.0));

    // Each derivative is one product here, so adding it to itself doubles it exactly.
    let mut twice = once.clone();
    net.forward_train(&input, &mut workspace).unwrap();
    net.backward(&input, &d_output, &mut workspace, &mut twice).unwrap();
    let doubled: Vec<f32> = values(&once).iter().map(|g| 2.0 * g).collect();
    assert_eq!(values(&twice), doubled);

    // And so does loss_gradient.
    let (mut once, mut twice) = (Small::ZERO, Small::ZERO);
    for gradient in [&mut once, &mut twice] {
        net.loss_gradient(&CrossEntropy, &input, &[1], &mut workspace, gradient).unwrap();
    }
    net.loss_gradient(&CrossEntropy, &input, &[1], &mut workspace, &mut twice).unwrap();
    let doubled: Vec<f32> = values(&once).iter().map(|g| 2.0 * g).collect();
    assert_eq!(values(&twice), doubled);
}

#[test]
fn backward_to_input_overwrites_and_changes_nothing_else() {
    let mut net = small();
    let inputs = random(4, 1);
    let d_outputs = random(4, 2);
    let mut workspace = [0.0; Small::workspace_len(4)];
    let [mut plain, mut to_input] = [Small::ZERO, Small::ZERO];
    let mut d_inputs = [[f32::NAN; 3]; 4];
    net.forward_train(&inputs, &mut workspace).unwrap();
    net.backward(&inputs, &d_outputs, &mut workspace, &mut plain).unwrap();
    net.forward_train(&inputs, &mut workspace).unwrap();
    net.backward_to_input(&inputs, &d_outputs, &mut d_inputs, &mut workspace, &mut to_input)
        .unwrap();
    assert_eq!(bits(&values(&plain)), bits(&values(&to_input)));

    // dE/dx = W1 (relu'(W1 x + b) ∘ (W2 dE/dy)), written out.
    for ((x, dy), dx) in inputs.iter().zip(&d_outputs).zip(&d_inputs) {
        let mut expected = [0.0; 3];
        for h in 0..4 {
            let sum: f32 = (0..3).map(|i| x[i] * net.hidden.weight[i][h]).sum();
            if sum + net.hidden.bias[h] > 0.0 {
                let d: f32 = (0..2).map(|o| net.dense.weight[h][o] * dy[o]).sum();
                for i in 0..3 {
                    expected[i] += net.hidden.weight[i][h] * d;
                }
            }
        }
        assert_close("dx", dx, &expected, 1e-5, 1e-6);
    }
}

/// Then the gradient of what such layers take is not computed, unless it is asked for.
#[test]
fn layers_that_learn_nothing_may_come_first() {
    fn check<N: Network<Input = [f32; 6], Output = [f32; 2]>>(_: N) {
        let mut net = N::ZERO;
        init(&mut net, 1);
        let (inputs, d_outputs) = (random::<[f32; 6]>(5, 2), random::<[f32; 2]>(5, 3));
        let mut outputs = [[0.0; 2]; 5];
        let mut cache = vec![f32::NAN; 5 * N::WORKSPACE];
        Layer::forward_train(&mut net, &inputs, &mut outputs, &mut cache);
        let mut gradients = |d_inputs: Option<&mut [[f32; 6]]>| {
            let mut gradient = N::ZERO;
            let saved = Saved { input: &inputs[..], output: &outputs[..], cache: &mut cache };
            net.backward_batch(saved, &d_outputs, d_inputs, &mut gradient);
            values(&gradient)
        };
        let mut d_inputs = [[f32::NAN; 6]; 5];
        let (alone, with) = (gradients(None), gradients(Some(&mut d_inputs)));
        assert!(d_inputs.as_flattened().iter().all(|d| d.is_finite()));
        assert!(alone.iter().any(|g| *g != 0.0));
        assert_eq!(bits(&alone), bits(&with));

        let sample = (&inputs[0], &d_outputs[0]);
        let mut expected = values(&net);
        let mut workspace = vec![0.0; N::WORKSPACE];
        let mut gradient = N::ZERO;
        net.loss_gradient(
            &MeanSquaredError,
            &[*sample.0],
            &[*sample.1],
            &mut workspace,
            &mut gradient,
        )
        .unwrap();
        for (w, g) in expected.iter_mut().zip(values(&gradient)) {
            *w -= 0.1 * g;
        }
        net.learn(&MeanSquaredError, sample.0, sample.1, 0.1).unwrap();
        assert_close("learn", &values(&net), &expected, 1e-5, 1e-6);
    }
    check(network!(reshape(6 -> 1x2x3), relu, flatten(1x2x3 -> 6), dense(6 -> 2)));
    check(
        network!(tanh, [reshape(6 -> 2x3), flatten(2x3 -> 6)], dense(6 -> 3), relu, dense(3 -> 2)),
    );
    check(network!(body: frozen(dense(6 -> 4), tanh), relu, dense(4 -> 2)));
    check(network!(residual(tanh, residual(relu, dense(6 -> 6))), dense(6 -> 2)));
    check(
        network!(tanh, frozen(dense(6 -> 4)), shared_by: dense(4 -> 4), shared(shared_by), dense(4 -> 2)),
    );
}

#[test]
fn mean_loss_is_the_loss_before_the_step() {
    let mut net = small();
    let (inputs, labels) = (random(7, 1), [0, 1, 1, 0, 1, 0, 0]);
    let mut workspace = [0.0; Small::workspace_len(7)];
    let trained = net
        .loss_gradient(&CrossEntropy, &inputs, &labels, &mut workspace, &mut Small::ZERO.clone())
        .unwrap();
    let alone = net.mean_loss(&CrossEntropy, &inputs, &labels).unwrap();
    assert_close("mean loss", &[alone], &[trained], 1e-6, 0.0);
    let by_hand: f32 = inputs
        .iter()
        .zip(&labels)
        .map(|(x, l)| CrossEntropy.value(&net.forward(x), l).unwrap())
        .sum();
    assert_close("mean loss", &[alone], &[by_hand / 7.0], 1e-6, 0.0);
}

// ---------------------------------------------------------------------------------------------------
// Optimizers. Their arithmetic is compared with PyTorch's in torch_optimizers.rs.
// ---------------------------------------------------------------------------------------------------

/// After a step the gradient is zero, to the bit, and the weights have moved against it.
#[track_caller]
fn check_step(optimizer: &mut impl Optimizer<Small>) {
    let mut net = small();
    let mut gradient = Small::ZERO;
    fill(&mut gradient, |_| 0.5);
    let before = values(&net);
    optimizer.step(&mut net, &mut gradient);
    assert_eq!(bits(&values(&gradient)), vec![0; Small::PARAMETERS]);
    for (after, before) in values(&net).iter().zip(before) {
        assert!(*after < before);
    }
}

#[test]
fn a_step_uses_the_gradient_up() {
    check_step(&mut Sgd { rate: 0.1, weight_decay: 0.001, ..Sgd::NEW });
    check_step(&mut Momentum { rate: 0.1, ..Momentum::<Small>::NEW });
    check_step(&mut Momentum { rate: 0.1, nesterov: true, ..Momentum::<Small>::NEW });
    check_step(&mut Adam { rate: 0.1, ..Adam::<Small>::NEW });
}

#[test]
fn no_gradient_no_step() {
    let net = small();
    let mut after = net.clone();
    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut after, &mut Small::ZERO.clone());
    Momentum { rate: 0.1, ..Momentum::<Small>::NEW }.step(&mut after, &mut Small::ZERO.clone());
    Adam { rate: 0.1, ..Adam::<Small>::NEW }.step(&mut after, &mut Small::ZERO.clone());
    assert_eq!(bits(&values(&after)), bits(&values(&net)));
}

#[test]
fn weight_decay_pulls_to_zero() {
    let shrinks = |optimizer: &mut dyn FnMut(&mut Small, &mut Small)| {
        let mut net = small();
        let before = values(&net);
        optimizer(&mut net, &mut Small::ZERO.clone());
        let after = values(&net);
        assert!(
            after.iter().zip(&before).all(|(a, b)| *b == 0.0 || a.abs() < b.abs()),
            "{after:?}"
        );
    };
    let mut sgd = Sgd { rate: 0.1, weight_decay: 0.1, ..Sgd::NEW };
    shrinks(&mut |net, gradient| sgd.step(net, gradient));
    let mut momentum = Momentum { rate: 0.1, weight_decay: 0.1, ..Momentum::<Small>::NEW };
    shrinks(&mut |net, gradient| momentum.step(net, gradient));
    let mut adam = Adam { rate: 1e-6, weight_decay: 0.1, ..Adam::<Small>::NEW };
    shrinks(&mut |net, gradient| adam.step(net, gradient));
}

#[test]
fn momentum_of_zero_is_plain_descent() {
    for nesterov in [false, true] {
        let (mut a, mut b) = (small(), small());
        let mut sgd = Sgd { rate: 0.3, weight_decay: 0.01, ..Sgd::NEW };
        let mut momentum = Momentum {
            rate: 0.3,
            weight_decay: 0.01,
            momentum: 0.0,
            nesterov,
            ..Momentum::<Small>::NEW
        };
        for seed in 0..5 {
            let mut gradient = Small::ZERO;
            init(&mut gradient, seed);
            sgd.step(&mut a, &mut gradient.clone());
            momentum.step(&mut b, &mut gradient);
        }
        assert_eq!(a, b);
    }
}

#[test]
fn optimizers_made_in_boxes_are_as_new() {
    assert_eq!(*Adam::<Small>::boxed(), Adam::<Small>::NEW);
    assert_eq!(*Momentum::<Small>::boxed(), Momentum::<Small>::NEW);
    assert_eq!(*Small::boxed(), Small::ZERO);
    network! { struct Leaky<dense(1 -> 1), leaky_relu { slope: 0.25 }> }
    assert_eq!(Leaky::boxed().leaky_relu.slope, 0.25);
    assert_eq!(Sgd::default(), Sgd::NEW);
}

// ---------------------------------------------------------------------------------------------------
// Learning
// ---------------------------------------------------------------------------------------------------

network! { struct Xor<dense(2 -> 8), tanh, dense(8 -> 1)> }

const CORNERS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];

/// Learns to tell equal from unequal, from several seeds.
#[track_caller]
fn learns_xor<O: Optimizer<Xor>>(optimizer: impl Fn() -> O) {
    for seed in 0..5 {
        let mut net = Xor::ZERO;
        init(&mut net, seed);
        let targets = [[0.0], [1.0], [1.0], [0.0]];
        let losses =
            train(&mut net, &BinaryCrossEntropy, &mut optimizer(), &CORNERS, &targets, 400)
                .unwrap();
        assert!(losses[0] > 0.5, "seed {seed}: starts at {}", losses[0]);
        assert!(losses[399] < 0.1, "seed {seed}: ends at {}", losses[399]);
        for (corner, [target]) in CORNERS.iter().zip(targets) {
            assert_eq!(net.forward(corner)[0] > 0.0, target == 1.0, "seed {seed}, {corner:?}");
        }
    }
}

#[test]
fn every_optimizer_learns() {
    learns_xor(|| Sgd { rate: 1.0, ..Sgd::NEW });
    learns_xor(|| Sgd { rate: 1.0, weight_decay: 1e-4, ..Sgd::NEW });
    learns_xor(|| Momentum { rate: 0.2, ..Momentum::<Xor>::NEW });
    learns_xor(|| Momentum { rate: 0.2, nesterov: true, ..Momentum::<Xor>::NEW });
    learns_xor(|| Adam { rate: 0.03, ..Adam::<Xor>::NEW });
    learns_xor(|| AdamW { rate: 0.03, ..AdamW::<Xor>::NEW });
    learns_xor(|| RmsProp { rate: 0.03, ..RmsProp::<Xor>::NEW });
    learns_xor(|| RmsProp { rate: 0.01, momentum: 0.9, ..RmsProp::<Xor>::NEW });
    learns_xor(|| Adagrad { rate: 0.3, ..Adagrad::<Xor>::NEW });
    learns_xor(|| Lion { rate: 0.01, ..Lion::<Xor>::NEW });
}

#[test]
fn every_loss_is_learned() {
    let mut net = network!(dense(2 -> 8), relu, dense(8 -> 2));
    let mut learn = |loss: &dyn Fn(&mut _) -> Vec<f32>| {
        net.init(&mut rng(3));
        let losses = loss(&mut net);
        assert!(losses[199] < 0.05 * losses[0], "{} to {}", losses[0], losses[199]);
    };
    let sgd = || Sgd { rate: 0.5, ..Sgd::NEW };
    let one_hot = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]];
    learn(&|net| train(net, &CrossEntropy, &mut sgd(), &CORNERS, &[0, 1, 1, 0], 200).unwrap());
    learn(&|net| train(net, &CrossEntropy, &mut sgd(), &CORNERS, &one_hot, 200).unwrap());
    learn(&|net| train(net, &MeanSquaredError, &mut sgd(), &CORNERS, &one_hot, 200).unwrap());
    learn(&|net| train(net, &BinaryCrossEntropy, &mut sgd(), &CORNERS, &one_hot, 200).unwrap());
}

#[test]
fn training_is_reproducible_to_the_bit() {
    let run = || {
        let mut net = Xor::ZERO;
        init(&mut net, 3);
        let mut adam = Adam { rate: 0.03, ..Adam::<Xor>::NEW };
        let targets = [[0.0], [1.0], [1.0], [0.0]];
        train(&mut net, &MeanSquaredError, &mut adam, &CORNERS, &targets, 20).unwrap();
        bits(&values(&net))
    };
    assert_eq!(run(), run());
}

#[test]
fn a_net_in_a_net_learns_too() {
    network! { struct Outer<Xor(2 -> 1), tanh, dense(1 -> 1)> }
    let mut net = Outer::ZERO;
    net.init(&mut rng(1));
    let mut optimizer = Momentum { rate: 0.1, ..Momentum::<Outer>::NEW };
    let targets = [[-1.0], [1.0], [1.0], [-1.0]];
    let losses =
        train(&mut net, &MeanSquaredError, &mut optimizer, &CORNERS, &targets, 300).unwrap();
    assert!(losses[299] < 0.01, "{losses:?}");
}

// ---------------------------------------------------------------------------------------------------
// What a net announces
// ---------------------------------------------------------------------------------------------------

/// y = x, and keeps three numbers a sample that it does not need.
#[derive(Clone, Debug, PartialEq)]
struct Keeps;

impl Layer<[f32; 3], [f32; 3]> for Keeps {
    const ZERO: Self = Keeps;
    const CACHE: usize = 3;

    fn forward(&self, input: &[f32; 3], output: &mut [f32; 3]) {
        *output = *input;
    }

    fn forward_train(&mut self, inputs: &[[f32; 3]], outputs: &mut [[f32; 3]], cache: &mut [f32]) {
        self.forward_batch(inputs, outputs);
        cache.copy_from_slice(inputs.as_flattened());
    }

    fn backward(
        &self,
        saved: Saved<'_, [f32; 3], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 3]>,
        _gradient: &mut Self,
    ) {
        assert_eq!(saved.cache, saved.input);
        if let Some(d_input) = d_input {
            *d_input = *d_output;
        }
    }
}

network! { struct OneLayer<dense(3 -> 2)> }
network! { struct NoParameters<tanh(3 -> 3), relu> }
network! { struct Caching<dense(4 -> 3), Keeps, tanh, Keeps, dense(3 -> 5), dense(5 -> 1)> }
network! { struct Nested<Caching(4 -> 1), dense(1 -> 3), Keeps, Small(3 -> 2)> }

macro_rules! for_each_net {
    ($check:ident) => {
        $check!(Small, OneLayer, NoParameters, Xor, Caching, Nested)
    };
}

#[test]
fn the_workspace_is_exactly_what_training_takes() {
    macro_rules! check {
        ($($net:ident),*) => { $(
            for batch in 1..=5 {
                let mut net = $net::ZERO;
                init(&mut net, 1);
                let (inputs, targets) = (random(batch, 1), random(batch, 2));
                let len = $net::workspace_len(batch);
                assert_eq!(len, batch * <$net as Network>::WORKSPACE);
                assert_eq!($net::workspace_bytes(batch), 4 * len);
                let mut gradient = $net::ZERO;
                let mut run = |workspace: &mut [f32]| {
                    net.loss_gradient(&MeanSquaredError, &inputs, &targets, workspace, &mut gradient)
                };

                // Whatever lies in it; and what lies behind it is left alone.
                let mut workspace = vec![f32::NAN; len + 3];
                workspace[len..].fill(77.0);
                let loss = run(&mut workspace).unwrap();
                assert_eq!(workspace[len..], [77.0; 3]);
                assert_eq!(run(&mut workspace[..len]), Ok(loss));

                let short = Err(Error::Workspace { needed: len, found: len - 1 });
                let before = gradient.clone();
                let mut run = |workspace: &mut [f32]| {
                    net.loss_gradient(&MeanSquaredError, &inputs, &targets, workspace, &mut gradient)
                };
                assert_eq!(run(&mut workspace[..len - 1]), short);
                assert_eq!(gradient, before);
                assert!(values(&gradient).iter().all(|g| g.is_finite()));
            }
            assert_eq!($net::workspace_len(0), 0);
        )* };
    }
    for_each_net!(check);
}

#[test]
fn constants_are_what_they_say() {
    macro_rules! check {
        ($($net:ident),*) => { $(
            let net = $net::ZERO;
            assert_eq!($net::PARAMETERS, values(&net).len());
            assert_eq!($net::PARAMETERS, $net::summary().parameters());
            let all = tensors(&net);
            let products = all.iter().map(|tensor| tensor.shape.iter().product::<usize>());
            assert_eq!($net::PARAMETERS, products.sum::<usize>());
            assert_eq!($net::WEIGHT_BYTES, std::mem::size_of_val(&net));
            assert_eq!($net::WEIGHT_BYTES, 4 * $net::PARAMETERS);
            assert_eq!($net::INPUTS, <<$net as Network>::Input as Tensor>::LEN);
            assert_eq!($net::OUTPUTS, net.forward(&Tensor::ZERO).len());
            // What each layer gives lies on the stack of a forward pass.
            let rows = $net::summary().rows;
            let given: usize = rows.iter().map(|row| row.gives.iter().product::<usize>()).sum();
            // And what the largest net within it has there beside.
            let within = if stringify!($net) == "Nested" { 3 + 3 + 3 + 3 + 5 } else { 0 };
            assert_eq!($net::FORWARD_BYTES, 4 * (given + within));
            // A multiply-add for each weight that is not a bias.
            let weights = all.iter().filter(|tensor| tensor.shape.len() == 2);
            assert_eq!($net::MULTIPLY_ADDS, weights.map(|tensor| tensor.values.len()).sum::<usize>());
            let summary = $net::summary();
            assert_eq!(summary.name, stringify!($net));
            assert_eq!(summary.weight_bytes, $net::WEIGHT_BYTES);
            assert_eq!(summary.multiply_adds, $net::MULTIPLY_ADDS);
            assert_eq!(summary.workspace_bytes, $net::workspace_bytes(1));
        )* };
    }
    for_each_net!(check);

    assert_eq!((Small::PARAMETERS, Small::MULTIPLY_ADDS, Small::WEIGHT_BYTES), (26, 20, 104));
    assert_eq!((Small::INPUTS, Small::OUTPUTS), (3, 2));
    // They are constants: they may stand where only a constant may.
    const _: [(); 26] = [(); Small::PARAMETERS];
    const _: () = assert!(Small::workspace_bytes(1) < 100);
}

#[test]
fn summary() {
    network! { struct Eye<relu(1x12x9 -> 1x12x9), look: Pass, act: leaky_relu { slope: 0.5 }> }
    assert_eq!(
        Eye::summary().to_string(),
        "\
Eye
name  layer                       takes   gives  parameters
relu  relu(1x12x9 -> 1x12x9)     1x12x9  1x12x9           0
look  Pass                       1x12x9  1x12x9           0
act   leaky_relu { slope: 0.5 }  1x12x9  1x12x9           0
                                                          0
0 parameters, 4 bytes; 0 multiply-adds a sample; training takes 2592 bytes a sample
"
    );
    assert_eq!(
        Nested::summary().to_string(),
        "\
Nested
name     layer            takes  gives  parameters
caching  Caching(4 -> 1)      4      1          41
dense    dense(1 -> 3)        1      3           6
keeps    Keeps                3      3           0
small    Small(3 -> 2)        3      2          26
                                                73
73 parameters, 292 bytes; 55 multiply-adds a sample; training takes 236 bytes a sample
"
    );
}
