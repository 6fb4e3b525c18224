//! Blocks of layers: residual, add, concat, frozen, shared.

use typenet::gradient_check;
use typenet::layer::Layer;
use typenet::prelude::*;
use typenet_tests::{init, random, rng, tensors};

network! {
    struct Blocks<
        first: dense(3 -> 4), tanh,
        skip: residual(inner: dense(4 -> 4), sigmoid),
        join: concat(
            left: [a: dense(4 -> 3), tanh, b: dense(3 -> 2)],
            identity,
            right: dense(4 -> 5),
        ),
        sum: add(dense(11 -> 4), deep: [dense(11 -> 6), tanh, residual(dense(6 -> 6), tanh), dense(6 -> 4)], c: dense(11 -> 4)),
        last: dense(4 -> 2),
    >
}

#[test]
fn gradients_are_the_finite_differences() {
    for seed in 0..3 {
        let mut net = Blocks::ZERO;
        init(&mut net, seed);
        gradient_check::check(&net, &random::<[f32; 3]>(3, seed + 9), 1e-2).unwrap();
    }
}

/// What the same layers compute by hand.
fn by_hand(net: &Blocks, input: &[f32; 3]) -> [f32; 2] {
    fn go<I, O: Tensor>(layer: &impl Layer<I, O>, input: &I) -> O {
        let mut output = O::ZERO;
        layer.forward(input, &mut output);
        output
    }
    fn plus<const N: usize>(a: [f32; N], b: [f32; N]) -> [f32; N] {
        std::array::from_fn(|i| a[i] + b[i])
    }
    use typenet::layers::{Sigmoid, Tanh};
    let first: [f32; 4] = go(&Tanh, &go(&net.first, input));
    let skip: [f32; 4] = plus(first, go(&Sigmoid, &go::<_, [f32; 4]>(&net.skip.inner, &first)));
    let a: [f32; 3] = go(&Tanh, &go(&net.join.left.a, &skip));
    let left: [f32; 2] = go(&net.join.left.b, &a);
    let right: [f32; 5] = go(&net.join.right, &skip);
    let join: [f32; 11] = [&left[..], &skip, &right].concat().try_into().unwrap();
    let one: [f32; 4] = go(&net.sum.dense, &join);
    let deep: [f32; 6] = go(&Tanh, &go(&net.sum.deep.dense, &join));
    let deep = plus(deep, go(&Tanh, &go::<_, [f32; 6]>(&net.sum.deep.residual.dense, &deep)));
    let two: [f32; 4] = go(&net.sum.deep.dense_2, &deep);
    let three: [f32; 4] = go(&net.sum.c, &join);
    go(&net.last, &plus(plus(one, two), three))
}

#[test]
fn they_compute_what_their_layers_do() {
    let mut net = Blocks::ZERO;
    init(&mut net, 3);
    let inputs = random::<[f32; 3]>(70, 4);
    let mut outputs = vec![[0.0; 2]; inputs.len()];
    net.forward_batch(&inputs, &mut outputs).unwrap();
    let mut workspace = vec![0.0; Blocks::workspace_len(inputs.len())];
    let trained = net.clone().forward_train(&inputs, &mut workspace).unwrap().to_vec();
    for ((input, batch), trained) in inputs.iter().zip(&outputs).zip(&trained) {
        let expected = by_hand(&net, input);
        assert_eq!(net.forward(input), expected);
        assert_eq!(*batch, expected);
        assert_eq!(*trained, expected);
    }
}

#[test]
fn their_tensors_have_the_names_of_the_fields() {
    let names: Vec<String> = tensors(&Blocks::ZERO).into_iter().map(|tensor| tensor.name).collect();
    let layers = [
        "first",
        "skip.inner",
        "join.left.a",
        "join.left.b",
        "join.right",
        "sum.dense",
        "sum.deep.dense",
        "sum.deep.residual.dense",
        "sum.deep.dense_2",
        "sum.c",
        "last",
    ];
    let expected: Vec<String> =
        layers.iter().flat_map(|l| [format!("{l}.weight"), format!("{l}.bias")]).collect();
    assert_eq!(names, expected);
    let parameters: usize = tensors(&Blocks::ZERO).iter().map(|tensor| tensor.values.len()).sum();
    assert_eq!(Blocks::PARAMETERS, parameters);
    assert_eq!(Blocks::summary().parameters(), parameters);
}

/// `learn` is a step of plain gradient descent.
fn check_learn<N: Network>(mut net: N, input: N::Input, target: N::Output) {
    init(&mut net, 5);
    let mut other = net.clone();
    let before = net.clone();
    let mut gradient = N::boxed();
    let mut workspace = vec![0.0; N::WORKSPACE];
    let loss = other
        .loss_gradient(&MeanSquaredError, &[input], &[target], &mut workspace, &mut gradient)
        .unwrap();
    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut other, &mut *gradient);
    assert_eq!(net.learn(&MeanSquaredError, &input, &target, 0.1), Ok(loss));
    assert_ne!(net, before);
    for (a, b) in tensors(&net).iter().zip(tensors(&other)) {
        typenet_tests::assert_close(&a.name, &a.values, &b.values, 1e-5, 1e-6);
    }
}

network! { struct Whole<blocks: Blocks(3 -> 2), tanh, dense(2 -> 2)> }

network! {
    struct Sharing<
        code: dense(3 -> 3), tanh, shared(code), tanh,
        both: concat(one: dense(3 -> 2), shared(one)),
        dense(4 -> 3), shared(code),
    >
}

#[test]
fn learn_is_a_step_of_gradient_descent() {
    check_learn(Blocks::ZERO, [0.5, -0.2, 0.9], [0.3, -1.0]);
    check_learn(Whole::ZERO, [0.5, -0.2, 0.9], [0.3, -1.0]);
    check_learn(Sharing::ZERO, [0.5, -0.2, 0.9], [0.3, -1.0, 0.1]);
    check_learn(network!(outer: frozen(dense(3 -> 3)), dense(3 -> 2)), [0.1, 0.2, 0.3], [1.0, 2.0]);
}

#[test]
fn shared_weights_are_there_once_and_learn_from_every_place() {
    assert_eq!(Sharing::PARAMETERS, 12 + 8 + 15);
    assert_eq!(Sharing::summary().parameters(), 12 + 8 + 15);
    assert_eq!(tensors(&Sharing::ZERO).len(), 6);
    assert_eq!(Sharing::MULTIPLY_ADDS, 9 * 3 + 6 * 2 + 12);
    let mut net = Sharing::ZERO;
    init(&mut net, 8);
    let output = net.forward(&[0.1, 0.2, 0.3]);
    assert_ne!(output, [0.0; 3]);
    gradient_check::check(&net, &random::<[f32; 3]>(2, 1), 1e-2).unwrap();
}

network! {
    struct Partly<
        body: frozen(dense(3 -> 4), tanh, inner: residual(dense(4 -> 4), tanh)),
        head: dense(4 -> 2),
    >
}

#[test]
fn frozen_layers_stay_and_the_others_learn() {
    assert_eq!(Partly::PARAMETERS, 10);
    assert_eq!(Partly::summary().parameters(), 10);
    let mut net = Partly::ZERO;
    init(&mut net, 1);
    assert_ne!(net.body.dense.weight, [[0.0; 4]; 3]);
    gradient_check::check(&net, &random::<[f32; 3]>(2, 1), 1e-2).unwrap();
    let before = net.clone();
    let (inputs, targets) = (random::<[f32; 3]>(8, 2), random::<[f32; 2]>(8, 3));
    let mut workspace = vec![0.0; Partly::workspace_len(8)];
    let mut gradient = Partly::ZERO;
    let mut adam = Adam { rate: 0.1, weight_decay: 0.1, ..Adam::<Partly>::NEW };
    net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient).unwrap();
    assert_eq!(gradient.body, Partly::ZERO.body);
    adam.step(&mut net, &mut gradient);
    net.learn(&MeanSquaredError, &inputs[0], &targets[0], 0.1).unwrap();
    assert_eq!(net.body, before.body);
    assert_ne!(net.head, before.head);
    // Frozen weights are in files all the same.
    let mut loaded = Partly::ZERO;
    typenet::weights::from_bytes(&mut loaded, &typenet::weights::to_bytes(&net)).unwrap();
    assert_eq!(loaded, net);
}

mod sizes {
    pub const WIDTH: usize = 3;
}

network! {
    struct Consts<
        concat(dense(2 -> sizes::WIDTH), dense(2 -> 4), dense(2 -> sizes::WIDTH)),
        dense(10 -> 1),
    >
}

network! {
    #[derive(Copy, Clone, Default)]
    struct Derived<residual(dense(2 -> 2)), add(identity, dense(2 -> 2))>
}

#[test]
fn sizes_may_be_constants_and_blocks_derive_what_the_net_does() {
    let mut net = Consts::ZERO;
    net.init(&mut rng(1));
    gradient_check::check(&net, &random::<[f32; 2]>(2, 1), 1e-2).unwrap();
    let net = Derived::default();
    let copy = net;
    assert_eq!(net, copy);
    assert_eq!(net.forward(&[1.0, 2.0]), [1.0, 2.0]);
}

#[test]
fn pictures_take_turns_in_two_rooms() {
    network! {
        struct Pictures<tanh(2x4x4 -> 2x4x4), sigmoid, residual(tanh, sigmoid, tanh), sigmoid, tanh>
    }
    // Two rooms and the output; within the block one room, where its layers compute in place.
    assert_eq!(Pictures::FORWARD_BYTES, (3 * 32 + 32) * 4);
    let inputs = random::<[[[f32; 4]; 4]; 2]>(5, 1);
    let mut outputs = vec![Tensor::ZERO; 5];
    Pictures::ZERO.forward_batch(&inputs, &mut outputs).unwrap();
    let mut workspace = vec![0.0; Pictures::workspace_len(5)];
    assert_eq!(Pictures::ZERO.clone().forward_train(&inputs, &mut workspace).unwrap(), outputs);
    for (input, output) in inputs.iter().zip(&outputs) {
        assert_eq!(Pictures::ZERO.forward(input), *output);
    }
    gradient_check::check(&Pictures::ZERO, &inputs, 1e-2).unwrap();
}
