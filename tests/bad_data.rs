//! Bad data gets a typed error that says what is wrong and where, in words that say what to do; and
//! weights and gradient are, to the bit, as they were. Nothing panics.

use typenet::layer::{Layer, Saved};
use typenet::layers::Dense;
use typenet::prelude::*;
use typenet::{Error, TargetError};
use typenet_tests::{bits, fill, init, random, values};

network! { struct Net<dense(3 -> 4), tanh, dense(4 -> 3)> }

/// What the net says to a batch, after it was made sure that nothing has changed.
#[track_caller]
fn refused<L: Loss<[f32; 3], T>, T: Sync>(loss: L, inputs: &[[f32; 3]], targets: &[T]) -> Error {
    refused_by(Net::ZERO, loss, inputs, targets)
}

#[track_caller]
fn refused_by<L: Loss<[f32; 3], T>, T: Sync>(
    mut net: Net,
    loss: L,
    inputs: &[[f32; 3]],
    targets: &[T],
) -> Error {
    if net == Net::ZERO {
        init(&mut net, 1);
    }
    let mut gradient = Net::ZERO;
    init(&mut gradient, 2);
    let (net_before, gradient_before) = (bits(&values(&net)), bits(&values(&gradient)));
    let mut workspace = vec![0.0; Net::workspace_len(inputs.len())];
    let error =
        net.loss_gradient(&loss, inputs, targets, &mut workspace, &mut gradient).unwrap_err();
    assert_eq!(bits(&values(&net)), net_before);
    assert_eq!(bits(&values(&gradient)), gradient_before);

    // A net that is only asked for its loss says the same. (A NaN is not equal to itself, its text is.)
    let same = net.mean_loss(&loss, inputs, targets).unwrap_err();
    assert_eq!(format!("{same:?}"), format!("{error:?}"));
    error
}

const INPUT: [f32; 3] = [0.5, -0.5, 1.0];

#[test]
fn inputs_that_are_no_numbers() {
    for (value, word) in
        [(f32::NAN, "NaN"), (f32::INFINITY, "infinite"), (f32::NEG_INFINITY, "minus infinite")]
    {
        for (sample, index) in [(0, 0), (0, 2), (3, 1), (6, 2)] {
            let mut inputs = [INPUT; 7];
            inputs[sample][index] = value;
            let error = refused(CrossEntropy, &inputs, &[0; 7]);
            match error {
                Error::Input { sample: s, index: i, value: v } => {
                    assert_eq!((s, i, v.to_bits()), (sample, index, value.to_bits()));
                }
                other => panic!("{other:?}"),
            }
            let text = format!(
                "sample {sample}: input value {index} is {word}; clean the data or leave the sample out"
            );
            assert_eq!(error.to_string(), text);
        }
    }
    // The first of several is told.
    let inputs = [INPUT, [0.0, f32::NAN, f32::INFINITY], [f32::NAN; 3]];
    let error = refused(CrossEntropy, &inputs, &[0; 3]);
    assert!(matches!(error, Error::Input { sample: 1, index: 1, .. }), "{error:?}");
}

#[test]
fn inputs_that_are_large_or_tiny_are_numbers() {
    let mut net = Net::ZERO;
    init(&mut net, 1);
    let inputs = [[f32::MAX, f32::MIN, 0.0], [f32::MIN_POSITIVE, 1e-45, -0.0]];
    let mut gradient = Net::ZERO;
    let mut workspace = [0.0; Net::workspace_len(2)];
    let targets = random(2, 1);
    let loss =
        net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient);
    assert!(loss.unwrap().is_finite());
}

#[test]
fn no_samples() {
    let error = refused::<_, usize>(CrossEntropy, &[], &[]);
    assert_eq!(error, Error::Empty);
    assert_eq!(error.to_string(), "there are no samples; give at least one");
}

#[test]
fn inputs_and_targets_of_different_number() {
    for (inputs, targets) in [(1, 0), (0, 1), (3, 2), (2, 3)] {
        let error = refused(CrossEntropy, &vec![INPUT; inputs], &vec![0; targets]);
        assert_eq!(error, Error::Length { inputs, what: "targets", found: targets });
        let text = format!("{inputs} inputs but {targets} targets; give as many of each");
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn labels_out_of_range() {
    for label in [3, 4, 1000, usize::MAX] {
        let error = refused(CrossEntropy, &[INPUT; 3], &[2, label, 0]);
        let expected = TargetError::Label { label, classes: 3 };
        assert_eq!(error, Error::Target { sample: 1, error: expected });
        let text = format!(
            "sample 1: label {label} is out of range: the net has 3 outputs, so labels go from 0 to 2"
        );
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn targets_that_are_no_probabilities() {
    for (value, word) in [
        (-0.1, "-0.1"),
        (1.5, "1.5"),
        (f32::NAN, "NaN"),
        (f32::INFINITY, "inf"),
        (f32::NEG_INFINITY, "-inf"),
    ] {
        let targets = [[0.0, 1.0, 0.0], [0.5, 0.5, value]];
        let all = [
            refused(CrossEntropy, &[INPUT; 2], &targets),
            refused(BinaryCrossEntropy, &[INPUT; 2], &targets),
            refused(BinaryCrossEntropyOnProbabilities, &[INPUT; 2], &targets),
            refused(WeightedCrossEntropy::NEW, &[INPUT; 2], &targets),
        ];
        for error in all {
            match error {
                Error::Target {
                    sample: 1,
                    error: TargetError::NotAProbability { index: 2, value: v },
                } => assert_eq!(v.to_bits(), value.to_bits()),
                other => panic!("{other:?}"),
            }
            let text =
                format!("sample 1: target value 2 is {word}; a probability is between 0 and 1");
            assert_eq!(error.to_string(), text);
        }
    }
}

#[test]
fn labels_out_of_range_for_every_loss_of_classes() {
    for label in [3, usize::MAX] {
        let targets = [2, label, 0];
        for error in [
            refused(NegativeLogLikelihood, &[INPUT; 3], &targets),
            refused(WeightedCrossEntropy::NEW, &[INPUT; 3], &targets),
            refused(Hinge, &[INPUT; 3], &targets),
        ] {
            let expected = TargetError::Label { label, classes: 3 };
            assert_eq!(error, Error::Target { sample: 1, error: expected });
        }
    }
}

#[test]
fn targets_that_are_neither_yes_nor_no() {
    for (value, word) in
        [(0.0, "0"), (0.5, "0.5"), (-2.0, "-2"), (f32::NAN, "NaN"), (f32::INFINITY, "inf")]
    {
        let error = refused(Hinge, &[INPUT; 2], &[[1.0, -1.0, 1.0], [1.0, value, -1.0]]);
        let Error::Target { sample: 1, error: TargetError::NotASign { index: 1, value: v } } =
            error
        else {
            panic!("{error:?}");
        };
        assert_eq!(v.to_bits(), value.to_bits());
        let text =
            format!("sample 1: target value 1 is {word}; this loss takes 1 for yes and -1 for no");
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn outputs_that_are_no_probabilities() {
    let loss = BinaryCrossEntropyOnProbabilities;
    let mut net = Net::ZERO;
    for (value, word) in [(1.5, "1.5"), (-0.25, "-0.25")] {
        net.dense_2.bias = [0.5, 1.0, value];
        let error = refused_by(net.clone(), loss, &[INPUT], &[[1.0, 0.0, 0.5]]);
        let expected = TargetError::OutputNotAProbability { index: 2, value };
        assert_eq!(error, Error::Target { sample: 0, error: expected });
        let text = format!(
            "sample 0: output value 2 is {word}, and this loss takes probabilities, from 0 to 1; end \
             the net with `sigmoid`, or take `BinaryCrossEntropy`, which has it built in"
        );
        assert_eq!(error.to_string(), text);
    }
    // NaN says that the weights have diverged.
    net.dense_2.bias[2] = f32::NAN;
    let error = refused_by(net, loss, &[INPUT], &[[1.0, 0.0, 0.5]]);
    assert!(matches!(error, Error::Diverged { sample: 0, .. }), "{error:?}");
}

#[test]
fn losses_with_settings_that_make_no_sense() {
    #[track_caller]
    fn check(error: Error, text: &str) {
        assert!(
            matches!(error, Error::Target { sample: 0, error: TargetError::Setting { .. } }),
            "{error:?}"
        );
        assert_eq!(error.to_string(), format!("sample 0: {text}"));
    }

    for (delta, word) in [(0.0, "0"), (-1.0, "-1"), (f32::NAN, "NaN")] {
        let error = refused(Huber { delta }, &[INPUT], &[[0.0; 3]]);
        check(error, &format!("Huber's `delta` must be above 0 but is {word}"));
    }
    for (smoothing, word) in [(-0.1, "-0.1"), (1.5, "1.5"), (f32::NAN, "NaN")] {
        let loss = WeightedCrossEntropy { smoothing, ..WeightedCrossEntropy::NEW };
        let text = format!("`smoothing` must be between 0 and 1 but is {word}");
        check(refused(loss, &[INPUT], &[0]), &text);
        check(refused(loss, &[INPUT], &[[1.0, 0.0, 0.0]]), &text);
    }
    for (weight, word) in [(-1.0, "-1"), (f32::INFINITY, "inf"), (f32::NAN, "NaN")] {
        let loss = WeightedCrossEntropy { weights: [1.0, 1.0, weight], smoothing: 0.0 };
        let text = format!("a class's weight must be finite and not negative but is {word}");
        check(refused(loss, &[INPUT], &[0]), &text);
    }
}

#[test]
fn targets_that_are_no_numbers() {
    for (value, word) in
        [(f32::NAN, "NaN"), (f32::INFINITY, "infinite"), (f32::NEG_INFINITY, "minus infinite")]
    {
        let targets = [[0.0; 3], [0.0; 3], [0.0, value, value]];
        for error in [
            refused(MeanSquaredError, &[INPUT; 3], &targets),
            refused(MeanAbsoluteError, &[INPUT; 3], &targets),
            refused(Huber::NEW, &[INPUT; 3], &targets),
        ] {
            match error {
                Error::Target {
                    sample: 2,
                    error: TargetError::NotFinite { index: 1, value: v },
                } => assert_eq!(v.to_bits(), value.to_bits()),
                other => panic!("{other:?}"),
            }
            let text = format!("sample 2: target value 1 is {word}; a target is a finite number");
            assert_eq!(error.to_string(), text);
        }
    }
}

#[test]
fn weights_that_have_grown_too_large() {
    // The first sample is nothing to a net without biases; the second one is too much for it.
    let mut net = Net::ZERO;
    fill(&mut net, |shape| if shape.len() == 2 { f32::MAX } else { 0.0 });
    let inputs = [[0.0; 3], INPUT];
    let error = refused_by(net.clone(), MeanSquaredError, &inputs, &[[0.0; 3]; 2]);
    assert_eq!(error, Error::Diverged { sample: 1, loss: f32::INFINITY });
    assert_eq!(
        error.to_string(),
        "sample 1: the loss is infinite, though its input and target are sound: the weights are too \
         large or NaN; begin again with a smaller learning rate, and look at the optimizer's settings"
    );

    // With different signs infinities meet: NaN.
    net.dense.bias[0] = f32::NAN;
    let error = refused_by(net, CrossEntropy, &inputs, &[0, 0]);
    assert!(matches!(error, Error::Diverged { sample: 0, loss } if loss.is_nan()), "{error:?}");
    assert!(error.to_string().starts_with("sample 0: the loss is NaN, though"), "{error}");
}

#[test]
fn a_rate_that_is_too_large_ends_in_an_error() {
    let mut net = network!(dense(3 -> 4), relu, dense(4 -> 3));
    net.init(&mut typenet_tests::rng(1));
    let mut sgd = Sgd { rate: 1e6, ..Sgd::NEW };
    let targets = random(1, 1);
    let error = typenet_tests::train(&mut net, &MeanSquaredError, &mut sgd, &[INPUT], &targets, 99);
    assert!(matches!(error, Err(Error::Diverged { sample: 0, .. })), "{error:?}");
}

#[test]
fn a_workspace_that_is_too_short() {
    let mut net = Net::ZERO;
    let mut gradient = Net::ZERO;
    init(&mut gradient, 2);
    let before = gradient.clone();
    let needed = Net::workspace_len(2);
    for found in [0, 1, needed - 1] {
        let error = Error::Workspace { needed, found };
        let inputs = [INPUT; 2];
        let mut workspace = vec![0.0; found];
        let got = net.loss_gradient(&CrossEntropy, &inputs, &[0, 1], &mut workspace, &mut gradient);
        assert_eq!(got, Err(error));
        assert_eq!(net.forward_train(&inputs, &mut workspace), Err(error));
        let got = net.backward(&inputs, &[[1.0; 3]; 2], &mut workspace, &mut gradient);
        assert_eq!(got, Err(error));
        let mut d_inputs = [[7.0; 3]; 2];
        let got = net.backward_to_input(
            &inputs,
            &[[1.0; 3]; 2],
            &mut d_inputs,
            &mut workspace,
            &mut gradient,
        );
        assert_eq!(got, Err(error));
        assert_eq!(d_inputs, [[7.0; 3]; 2]);
        assert_eq!(gradient, before);
        let text = format!(
            "the workspace has {found} floats, this batch takes {needed}; make it \
             `workspace_len(batch)` long or the batch smaller"
        );
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn outputs_and_gradients_of_different_number() {
    let mut net = Net::ZERO;
    init(&mut net, 1);
    let mut outputs = [[7.0; 3]; 2];
    let error = net.forward_batch(&[INPUT; 3], &mut outputs).unwrap_err();
    assert_eq!(error, Error::Length { inputs: 3, what: "outputs", found: 2 });
    assert_eq!(error.to_string(), "3 inputs but 2 outputs; give as many of each");
    assert_eq!(outputs, [[7.0; 3]; 2]);

    let inputs = [INPUT; 3];
    let mut workspace = vec![0.0; Net::workspace_len(3)];
    net.forward_train(&inputs, &mut workspace).unwrap();
    let mut gradient = Net::ZERO;
    let error = net.backward(&inputs, &[[1.0; 3]; 4], &mut workspace, &mut gradient).unwrap_err();
    assert_eq!(error, Error::Length { inputs: 3, what: "output gradients", found: 4 });
    assert_eq!(error.to_string(), "3 inputs but 4 output gradients; give as many of each");
    let mut d_inputs = [[7.0; 3]; 2];
    let error = net
        .backward_to_input(&inputs, &[[1.0; 3]; 3], &mut d_inputs, &mut workspace, &mut gradient)
        .unwrap_err();
    assert_eq!(error, Error::Length { inputs: 3, what: "input gradients", found: 2 });
    assert_eq!(d_inputs, [[7.0; 3]; 2]);
    assert_eq!(gradient, Net::ZERO);
}

#[test]
fn an_empty_batch_is_nothing_to_do() {
    let mut net = Net::ZERO;
    let mut gradient = Net::ZERO;
    assert_eq!(net.forward_batch(&[], &mut []), Ok(()));
    assert_eq!(net.forward_train(&[], &mut []), Ok(&[][..]));
    assert_eq!(net.backward(&[], &[], &mut [], &mut gradient), Ok(()));
    assert_eq!(gradient, Net::ZERO);
}

#[test]
fn errors_are_errors() {
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(Error::Empty);
    assert!(error.to_string().contains("no samples"));
    let error: Box<dyn std::error::Error> = Box::new(TargetError::Label { label: 3, classes: 3 });
    assert!(error.to_string().starts_with("label 3 is out of range"));
}

/// A net that only computes lets NaN through, so that it is seen and not taken for an answer.
#[test]
fn nan_goes_through_every_layer() {
    macro_rules! check {
        ($($layer:ident)*) => { $(
            let y = network!($layer(3 -> 3)).forward(&[1.0, f32::NAN, -1.0]);
            assert!(y[1].is_nan(), "{}: {y:?}", stringify!($layer));
        )* };
    }
    check!(relu leaky_relu elu gelu gelu_tanh silu sigmoid tanh softplus hard_swish hard_sigmoid);
    // Each output of these depends on each input.
    macro_rules! check_all {
        ($($layer:ident)*) => { $(
            let y = network!($layer(3 -> 3)).forward(&[1.0, f32::NAN, -1.0]);
            assert!(y.iter().all(|y| y.is_nan()), "{}: {y:?}", stringify!($layer));
        )* };
    }
    check_all!(softmax log_softmax);
    let y = network!(dense(3 -> 3)).forward(&[1.0, f32::NAN, -1.0]);
    assert!(y.iter().all(|y| y.is_nan()), "{y:?}");
}

/// The layers themselves are not checked; given slices that do not go together they compute what they can.
#[test]
fn layers_do_not_panic_at_slices_that_do_not_go_together() {
    let mut layer = Dense::<2, 1>::ZERO;
    layer.weight = [[1.0], [10.0]];
    let mut outputs = [[7.0]; 2];
    layer.forward_batch(&[[1.0, 1.0]; 3], &mut outputs);
    assert_eq!(outputs, [[11.0]; 2]);
    let mut outputs = [[7.0]; 3];
    layer.forward_batch(&[[1.0, 1.0]; 2], &mut outputs);
    assert_eq!(outputs, [[11.0], [11.0], [7.0]]);

    let saved = Saved { input: &[[1.0, 1.0]; 3][..], output: &[[11.0]; 3][..], cache: &mut [] };
    let mut d_inputs = [[7.0; 2]; 1];
    let mut gradient = Dense::ZERO;
    layer.backward_batch(saved, &[[1.0]; 2], Some(&mut d_inputs), &mut gradient);
    assert_eq!(d_inputs, [[1.0, 10.0]]);

    // A net whose cache is too short has no room to compute in.
    let mut net = Net::ZERO;
    init(&mut net, 1);
    for len in 0..2 * <Net as Layer<[f32; 3], [f32; 3]>>::CACHE {
        let mut cache = vec![0.0; len];
        let mut outputs = [[7.0; 3]; 2];
        Layer::forward_train(&mut net, &[INPUT; 2], &mut outputs, &mut cache);
        let saved = Saved { input: &[INPUT; 2][..], output: &outputs[..], cache: &mut cache };
        net.backward_batch(saved, &[[1.0; 3]; 2], None, &mut Net::ZERO.clone());
    }
    for (inputs, outputs) in [(0, 2), (2, 0), (1, 3), (3, 1), (70, 65)] {
        let mut answers = vec![[7.0; 3]; outputs];
        Layer::forward_batch(&net, &vec![INPUT; inputs], &mut answers);
        for (i, answer) in answers.iter().enumerate() {
            let expected = if i < inputs { net.forward(&INPUT) } else { [7.0; 3] };
            assert_eq!(*answer, expected, "{inputs} inputs, {outputs} outputs, number {i}");
        }
    }
}
