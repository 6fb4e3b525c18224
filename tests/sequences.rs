//! Layers that go through sequences: steps, last states, learning over time, words that are none.

use typenet::gradient_check::check;
use typenet::layer::Layer;
use typenet::layers::LstmState;
use typenet::prelude::*;
use typenet::{Error, rand::RngExt};
use typenet_tests::{bits, init, random, rng};

#[test]
fn gradients_are_the_finite_differences() {
    fn run<N: Network>(mut net: N) {
        init(&mut net, 3);
        check(&net, &random::<N::Input>(2, 5), 5e-3).unwrap();
    }
    run(network!(rnn(4x3 -> 4x2)));
    run(network!(rnn(4x3 -> 2), dense(2 -> 2)));
    run(network!(gru(4x3 -> 4x2), gru(4x2 -> 3)));
    run(network!(gru(1x3 -> 1x2)));
    run(network!(lstm(4x3 -> 4x2), tanh, flatten(4x2 -> 8), dense(8 -> 2)));
    run(network!(lstm(5x3 -> 2), dense(2 -> 2)));
    // Large enough for a kernel.
    run(network!(gru(3x20 -> 24), dense(24 -> 1)));
}

#[test]
fn a_word_has_no_derivative_but_its_vector_has() {
    let mut net = network!(embedding(3 -> 3x2, vocabulary = 4), flatten(3x2 -> 6), tanh);
    init(&mut net, 3);
    let mut workspace = vec![0.0; 100];
    let mut gradient = net.zero_like();
    net.forward_train(&[[2.0, 0.0, 2.0]], &mut workspace).unwrap();
    let mut d_inputs = [[7.0; 3]];
    let d_outputs = [[1.0, 10.0, 100.0, 0.1, 0.01, 0.001]];
    net.backward_to_input(
        &[[2.0, 0.0, 2.0]],
        &d_outputs,
        &mut d_inputs,
        &mut workspace,
        &mut gradient,
    )
    .unwrap();
    assert_eq!(d_inputs, [[0.0; 3]]);
    assert_eq!(gradient.embedding.weight[1], [0.0; 2]);
    assert_eq!(gradient.embedding.weight[3], [0.0; 2]);
    assert!(gradient.embedding.weight[0][0] > gradient.embedding.weight[2][0]);
}

#[test]
fn steps_are_the_sequence_to_the_bit() {
    fn sequence() -> [[f32; 3]; 7] {
        random::<[[f32; 3]; 7]>(1, 4)[0]
    }
    let mut net = network!(rnn(7x3 -> 7x5));
    init(&mut net, 1);
    let (all, mut state) = (net.forward(&sequence()), [0.0; 5]);
    for (x, y) in sequence().iter().zip(&all) {
        net.rnn.step(x, &mut state);
        assert_eq!(bits(&state), bits(y));
    }

    let mut net = network!(gru(7x3 -> 7x5));
    init(&mut net, 1);
    let (all, mut state) = (net.forward(&sequence()), [0.0; 5]);
    for (x, y) in sequence().iter().zip(&all) {
        net.gru.step(x, &mut state);
        assert_eq!(bits(&state), bits(y));
    }

    let mut net = network!(lstm(7x3 -> 7x5));
    init(&mut net, 1);
    let (all, mut state) = (net.forward(&sequence()), LstmState::ZERO);
    for (x, y) in sequence().iter().zip(&all) {
        net.lstm.step(x, &mut state);
        assert_eq!(bits(&state.hidden), bits(y));
    }
    assert_eq!(net.lstm.bias_ih[1], [1.0; 5], "the forget gate begins open");
}

#[test]
fn the_last_state_alone_is_that_of_all() {
    let mut all = network!(gru(7x3 -> 7x5));
    let mut last = network!(gru(7x3 -> 5));
    init(&mut all, 1);
    init(&mut last, 1);
    assert_eq!(all.gru, last.gru);
    for input in random::<[[f32; 3]; 7]>(4, 2) {
        assert_eq!(all.forward(&input)[6], last.forward(&input));
        let mut workspace = vec![0.0; 1000];
        assert_eq!(last.forward_train(&[input], &mut workspace).unwrap()[0], last.forward(&input));
    }
}

network! { struct Words<embedding(3 -> 3x2, vocabulary = 5), lstm(3x2 -> 4), dense(4 -> 5)> }

#[test]
fn a_word_that_is_none_is_refused_in_training_and_shows_in_inference() {
    let mut net = Words::ZERO;
    net.init(&mut rng(1));
    let mut workspace = [0.0; Words::workspace_len(2)];
    let mut gradient = Words::ZERO;
    for bad in [5.0, -1.0, 1.5] {
        let inputs = [[0.0, 1.0, 4.0], [0.0, 1.0, bad]];
        let error = net
            .loss_gradient(&CrossEntropy, &inputs, &[0, 1], &mut workspace, &mut gradient)
            .unwrap_err();
        assert_eq!(error, Error::Place { sample: 1, index: 2, value: bad, places: 5 });
        assert_eq!(
            error.to_string(),
            format!(
                "sample 1: input value 2 is {bad}, which is no place in a table of 5; give whole numbers from 0 \
                 to 4"
            )
        );
        assert_eq!(
            net.learn(&CrossEntropy, &inputs[1], &1, 0.1),
            Err(Error::Place { sample: 0, index: 2, value: bad, places: 5 })
        );
        assert_eq!(gradient, Words::ZERO);
        assert!(net.forward(&inputs[1])[0].is_nan());
    }
    for strange in [f32::NAN, f32::INFINITY, 1e30] {
        let mut output = [[0.0; 2]; 3];
        net.embedding.forward(&[strange, 0.0, 4.0], &mut output);
        assert!(output[0][0].is_nan() && !output[2][1].is_nan());
    }
}

#[test]
fn they_remember_what_came_first() {
    /// Five numbers, of which the first is the answer.
    fn learns<N: Network<Input = [[f32; 1]; 5], Output = [f32; 1]>>(mut net: N) {
        init(&mut net, 2);
        let mut rng = rng(3);
        let mut adam = Box::new(Adam { rate: 0.02, ..Adam::<N>::NEW });
        let (mut gradient, mut workspace) = (N::boxed(), vec![0.0; N::WORKSPACE * 16]);
        let mut loss = 0.0;
        for _ in 0..400 {
            let inputs: Vec<[[f32; 1]; 5]> =
                (0..16).map(|_| std::array::from_fn(|_| [rng.random::<f32>() - 0.5])).collect();
            let targets: Vec<[f32; 1]> = inputs.iter().map(|input| input[0]).collect();
            loss = net
                .loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)
                .unwrap();
            adam.step(&mut net, &mut gradient);
        }
        // The variance of the answer is 1/12.
        assert!(loss < 0.01, "{loss}");
    }
    learns(network!(rnn(5x1 -> 8), dense(8 -> 1)));
    learns(network!(gru(5x1 -> 8), dense(8 -> 1)));
    learns(network!(lstm(5x1 -> 8), dense(8 -> 1)));
}
