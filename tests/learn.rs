//! One step on one sample, without a gradient in memory: the same as with one.

use crate::gradients::{Inner, Middle, Sine};
use typenet::layer::Layer;
use typenet::prelude::*;
use typenet::rand::RngExt;
use typenet::{Error, TargetError};
use typenet_tests::{assert_close, bits, fill, init, random, rng, values};

/// Takes steps in both ways, on sample after sample.
#[track_caller]
fn is_the_same_as_with_a_gradient<N: Network>(_: N) {
    let [mut alone, mut with] = [N::boxed(), N::boxed()];
    for net in [&mut alone, &mut with] {
        let mut rng = rng(1);
        fill(&mut **net, |_| rng.random::<f32>() - 0.5);
    }
    let start = values(&*alone);
    let mut sgd = Sgd { rate: 0.1, ..Sgd::NEW };
    let mut gradient = N::boxed();
    let mut workspace = vec![0.0; N::WORKSPACE];
    let samples = random::<N::Input>(8, 2).into_iter().zip(random::<N::Output>(8, 3));
    for (step, (input, target)) in samples.enumerate() {
        let loss = with.loss_gradient(
            &MeanSquaredError,
            &[input],
            &[target],
            &mut workspace,
            &mut *gradient,
        );
        sgd.step(&mut *with, &mut *gradient);
        let loss_alone = alone.learn(&MeanSquaredError, &input, &target, 0.1);
        let what = format!("step {step}");
        assert_close(&what, &[loss_alone.unwrap()], &[loss.unwrap()], 1e-5, 1e-7);
        assert_close(&what, &values(&*alone), &values(&*with), 1e-5, 1e-6);
    }
    for (i, (before, after)) in start.iter().zip(values(&*alone)).enumerate() {
        assert!(*before != after, "parameter {i} did not step");
    }
}

#[test]
fn learns_as_with_a_gradient() {
    is_the_same_as_with_a_gradient(network!(dense(3 -> 2)));
    is_the_same_as_with_a_gradient(network!(tanh(3 -> 3)));
    is_the_same_as_with_a_gradient(
        network!(dense(3 -> 5), relu, dense(5 -> 4), tanh, dense(4 -> 2)),
    );
    is_the_same_as_with_a_gradient(
        network!(dense(2 -> 4), leaky_relu { slope: 0.3 }, dense(4 -> 1), elu),
    );
    is_the_same_as_with_a_gradient(network!(softplus, dense(4 -> 6), gelu, dense(6 -> 3), softmax));
}

#[test]
fn learns_with_caches_and_nets_within() {
    is_the_same_as_with_a_gradient(network!(dense(2 -> 3), Sine<3>, dense(3 -> 2), Sine<2>));
    is_the_same_as_with_a_gradient(network!(dense(2 -> 3), Inner(3 -> 2), tanh, dense(2 -> 2)));
    is_the_same_as_with_a_gradient(network!(Middle(3 -> 3), Inner(3 -> 2)));
}

network! { struct Net<dense(3 -> 4), tanh, leaky_relu, dense(4 -> 3)> }

#[test]
fn refuses_bad_data_and_stays_as_it_was() {
    let mut net = Net::ZERO;
    init(&mut net, 1);
    let before = bits(&values(&net));
    let good = [0.5, -0.5, 1.0];

    let error = net.learn(&CrossEntropy, &[0.5, 1.0, f32::NEG_INFINITY], &0, 0.1).unwrap_err();
    assert_eq!(error, Error::Input { sample: 0, index: 2, value: f32::NEG_INFINITY });
    let error = net.learn(&CrossEntropy, &[0.5, f32::NAN, 1.0], &0, 0.1).unwrap_err();
    assert!(matches!(error, Error::Input { sample: 0, index: 1, .. }), "{error:?}");
    let error = net.learn(&CrossEntropy, &good, &3, 0.1).unwrap_err();
    let label = TargetError::Label { label: 3, classes: 3 };
    assert_eq!(error, Error::Target { sample: 0, error: label });
    let error = net.learn(&BinaryCrossEntropy, &good, &[0.5, 0.5, 1.5], 0.1).unwrap_err();
    let no_probability = TargetError::NotAProbability { index: 2, value: 1.5 };
    assert_eq!(error, Error::Target { sample: 0, error: no_probability });
    let error = net.learn(&MeanSquaredError, &good, &[0.0, f32::NAN, 0.0], 0.1).unwrap_err();
    assert!(matches!(error, Error::Target { sample: 0, .. }), "{error:?}");
    assert_eq!(bits(&values(&net)), before);

    net.dense_2.bias[0] = f32::INFINITY;
    let before = bits(&values(&net));
    let error = net.learn(&MeanSquaredError, &good, &[0.0; 3], 0.1).unwrap_err();
    assert_eq!(error, Error::Diverged { sample: 0, loss: f32::INFINITY });
    assert_eq!(bits(&values(&net)), before);
}

#[test]
fn settings_are_no_weights() {
    let mut net = Net::ZERO;
    net.leaky_relu.slope = 0.25;
    init(&mut net, 1);
    for (input, target) in random::<[f32; 3]>(5, 2).iter().zip(random::<[f32; 3]>(5, 3)) {
        net.learn(&MeanSquaredError, input, &target, 0.5).unwrap();
    }
    assert_eq!(net.leaky_relu.slope, 0.25);
}

#[test]
fn a_rate_of_zero_changes_nothing() {
    let mut net = Net::ZERO;
    init(&mut net, 1);
    let before = net.clone();
    let loss = net.learn(&CrossEntropy, &[1.0, 2.0, 3.0], &1, 0.0).unwrap();
    assert_eq!(net, before);
    let mut output = [0.0; 3];
    Layer::forward(&net, &[1.0, 2.0, 3.0], &mut output);
    assert_eq!(CrossEntropy.value(&output, &1), Ok(loss));
}
