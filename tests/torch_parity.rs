//! The same numbers as PyTorch: fixtures/torch, or the folder that TYPENET_FIXTURES names.
//!
//! The files hold what PyTorch computes in f64, rounded to f32. A size is read from its file and looked up
//! in a list of sizes that code was compiled for; one that is missing there fails the test.

use crate::fixture::{ABSOLUTE, Case, RELATIVE, array};
use safetensors::tensor::TensorView;
use typenet::layer::Layer;
use typenet::layers::*;
use typenet::prelude::*;
use typenet::{Saved, weights};
use typenet_tests::{assert_close, tensors, train};

/// Compiles a call for each width and makes the one for the width that is known at run time.
macro_rules! by_width {
    ($width:expr, $N:ident => $call:expr) => {
        by_width!($width, $N => $call; 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17)
    };
    ($width:expr, $N:ident => $call:expr; $($n:literal)*) => {
        match $width {
            $($n => { const $N: usize = $n; $call })*
            other => panic!("no code was compiled for width {other}; add it to `by_width!`"),
        }
    };
}

/// Forward, and dE/d input for a given dE/d output.
fn there_and_back<L: Layer<[f32; I], [f32; O]>, const I: usize, const O: usize>(
    layer: &L,
    x: &[f32],
    dy: &[f32],
) -> (Vec<f32>, Vec<f32>, L) {
    let (input, mut output) = (array::<I>(x), [f32::NAN; O]);
    layer.forward(&input, &mut output);
    let (mut d_input, mut gradient) = ([f32::NAN; I], L::ZERO);
    let saved = Saved { input: &input, output: &output, cache: &mut [] };
    layer.backward(saved, &array(dy), Some(&mut d_input), &mut gradient);
    (output.into(), d_input.into(), gradient)
}

fn activation<const N: usize>(op: &str, x: &[f32], dy: &[f32]) -> (Vec<f32>, Vec<f32>) {
    fn go<L: Layer<[f32; N], [f32; N]>, const N: usize>(
        x: &[f32],
        dy: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let (y, dx, _) = there_and_back(&L::ZERO, x, dy);
        (y, dx)
    }
    match op {
        "relu" => go::<Relu, N>(x, dy),
        "leaky_relu" => go::<LeakyRelu, N>(x, dy),
        "elu" => go::<Elu, N>(x, dy),
        "gelu" => go::<Gelu, N>(x, dy),
        "gelu_tanh" => go::<GeluTanh, N>(x, dy),
        "silu" => go::<Silu, N>(x, dy),
        "sigmoid" => go::<Sigmoid, N>(x, dy),
        "tanh" => go::<Tanh, N>(x, dy),
        "softplus" => go::<Softplus, N>(x, dy),
        "hard_swish" => go::<HardSwish, N>(x, dy),
        "hard_sigmoid" => go::<HardSigmoid, N>(x, dy),
        "softmax" => go::<Softmax, N>(x, dy),
        "log_softmax" => go::<LogSoftmax, N>(x, dy),
        other => panic!("unknown activation `{other}`"),
    }
}

macro_rules! activations {
    ($($test:ident: $ordinary:literal, $extreme:literal;)*) => {
        mod activations { $(
            #[test]
            fn $test() {
                super::check_activation($ordinary, $extreme);
            }
        )* }
    };
}

activations! {
    relu: "activation_relu", "activation_relu_extreme";
    leaky_relu: "activation_leaky_relu", "activation_leaky_relu_extreme";
    elu: "activation_elu", "activation_elu_extreme";
    gelu: "activation_gelu", "activation_gelu_extreme";
    gelu_tanh: "activation_gelu_tanh", "activation_gelu_tanh_extreme";
    silu: "activation_silu", "activation_silu_extreme";
    sigmoid: "activation_sigmoid", "activation_sigmoid_extreme";
    tanh: "activation_tanh", "activation_tanh_extreme";
    softplus: "activation_softplus", "activation_softplus_extreme";
    hard_swish: "activation_hard_swish", "activation_hard_swish_extreme";
    hard_sigmoid: "activation_hard_sigmoid", "activation_hard_sigmoid_extreme";
    softmax: "activation_softmax", "activation_softmax_extreme";
    log_softmax: "activation_log_softmax", "activation_log_softmax_extreme";
}

fn check_activation(ordinary: &'static str, extreme: &'static str) {
    let case = Case::open(ordinary);
    let (x, dy) = (case.floats("x"), case.floats("dy"));
    let (y, dx) = by_width!(x.len(), N => activation::<N>(&case.word("op"), &x, &dy));
    case.compare("y", &y);
    case.compare("dx", &dx);

    // x up to ±120. Here the small results are the point, so they must be right relative to themselves:
    // 4.2e-18 for the logistic function of -40, say. The floor is the smallest number f32 has in full.
    let case = Case::open(extreme);
    let x = case.floats("x");
    let dy = vec![1.0; x.len()];
    let (y, dx) = by_width!(x.len(), N => activation::<N>(&case.word("op"), &x, &dy));
    assert_close(extreme, &y, &case.floats("y"), RELATIVE, f32::MIN_POSITIVE);
    assert!(dx.iter().all(|dx| dx.is_finite()), "{extreme}: dx is {dx:?}");
}

/// PyTorch's weight is (out, in), ours `weight[in][out]`.
fn transpose(weight: &[f32], outputs: usize) -> Vec<f32> {
    let inputs = weight.len() / outputs;
    (0..weight.len()).map(|i| weight[(i % outputs) * inputs + i / outputs]).collect()
}

fn check_dense<const I: usize, const O: usize>(case: &Case) {
    let mut layer = Dense::<I, O>::ZERO;
    let weight = transpose(&case.floats("weight"), O);
    layer.weight.as_flattened_mut().copy_from_slice(&weight);
    layer.bias = array(&case.floats("bias"));
    let (y, dx, gradient) = there_and_back(&layer, &case.floats("x"), &case.floats("dy"));
    case.compare("y", &y);
    case.compare("dx", &dx);
    case.compare("d_weight", &transpose(gradient.weight.as_flattened(), I));
    case.compare("d_bias", &gradient.bias);
}

#[test]
fn dense() {
    let case = Case::open("dense");
    match (case.word("inputs").as_str(), case.word("outputs").as_str()) {
        ("5", "3") => check_dense::<5, 3>(&case),
        ("11", "6") => check_dense::<11, 6>(&case),
        ("3", "5") => check_dense::<3, 5>(&case),
        ("1", "1") => check_dense::<1, 1>(&case),
        ("16", "16") => check_dense::<16, 16>(&case),
        (i, o) => panic!("no code was compiled for dense({i} -> {o}); add it to this list"),
    }
}

fn check_loss<L: Loss<[f32; N], T>, T, const N: usize>(case: &Case, loss: L, target: &T) {
    let mut d_output = [f32::NAN; N];
    let value = loss.loss(&array(&case.floats("prediction")), target, &mut d_output).unwrap();
    case.compare("loss", &[value]);
    case.compare("d_prediction", &d_output);
}

/// A loss whose target has the output's shape.
macro_rules! check_loss_of_values {
    ($name:literal, $loss:expr) => {{
        let case = Case::open($name);
        let target = case.floats("target");
        by_width!(target.len(), N => check_loss::<_, _, N>(&case, $loss, &array::<N>(&target)));
    }};
}

/// A loss whose target is a class.
macro_rules! check_loss_of_class {
    ($name:literal, $loss:expr) => {{
        let case = Case::open($name);
        let classes = case.floats("prediction").len();
        let label = case.labels("target")[0];
        by_width!(classes, N => check_loss::<_, _, N>(&case, $loss, &label));
    }};
}

#[test]
fn mean_squared_error() {
    check_loss_of_values!("loss_mse", MeanSquaredError);
}

#[test]
fn cross_entropy() {
    check_loss_of_class!("loss_cross_entropy", CrossEntropy);
    check_loss_of_class!("loss_cross_entropy_extreme", CrossEntropy);
}

#[test]
fn cross_entropy_of_probabilities() {
    check_loss_of_values!("loss_cross_entropy_soft", CrossEntropy);
}

#[test]
fn binary_cross_entropy() {
    check_loss_of_values!("loss_bce_with_logits", BinaryCrossEntropy);
    check_loss_of_values!("loss_bce_with_logits_extreme", BinaryCrossEntropy);
}

#[test]
fn binary_cross_entropy_on_probabilities() {
    check_loss_of_values!("loss_bce", BinaryCrossEntropyOnProbabilities);
}

#[test]
fn mean_absolute_error() {
    check_loss_of_values!("loss_mae", MeanAbsoluteError);
}

#[test]
fn huber() {
    check_loss_of_values!("loss_huber", Huber::NEW);
}

#[test]
fn negative_log_likelihood() {
    check_loss_of_class!("loss_nll", NegativeLogLikelihood);
}

#[test]
fn cross_entropy_with_label_smoothing() {
    check_loss_of_class!(
        "loss_cross_entropy_smooth",
        WeightedCrossEntropy { smoothing: 0.1, ..WeightedCrossEntropy::NEW }
    );
}

network! { struct Mlp5<dense(5 -> 8), relu, dense(8 -> 6), tanh, dense(6 -> 4)> }
network! { struct Mlp11<dense(11 -> 8), relu, dense(8 -> 6), tanh, dense(6 -> 6)> }

/// A whole training run: 25 steps, and still the same to 1e-5.
fn check_training(case: &Case) {
    match case.word("sizes").as_str() {
        "[5, 8, 6, 4]" => run::<Mlp5, 5, 4>(case),
        "[11, 8, 6, 6]" => run::<Mlp11, 11, 6>(case),
        sizes => panic!("no code was compiled for a net of {sizes}; add it to this list"),
    }
}

/// PyTorch's names of the dense layers in its `Sequential`, and ours.
const NAMES: [(&str, &str); 3] = [("0", "dense"), ("2", "dense_2"), ("4", "dense_3")];

fn run<N, const I: usize, const C: usize>(case: &Case)
where
    N: Network<Input = [f32; I], Output = [f32; C]>,
{
    // Loading the weights as a file tests names and layouts.
    let file = case.file();
    let mut views: Vec<(String, TensorView<'_>)> = vec![];
    for (theirs, ours) in NAMES {
        for tensor in ["weight", "bias"] {
            let view = file.tensor(&format!("before_{theirs}.{tensor}")).unwrap();
            views.push((format!("{ours}.{tensor}"), view));
        }
    }
    let mut net = N::boxed();
    weights::from_bytes(&mut *net, &safetensors::serialize(views, None).unwrap()).unwrap();

    let inputs = case.floats("batch_x");
    let inputs: Vec<[f32; I]> = inputs.chunks(I).map(array).collect();
    let labels = case.labels("batch_target");
    let steps = case.floats("loss_before_each_step").len();
    let losses = match case.word("optimizer").as_str() {
        "sgd" => {
            let mut sgd = Sgd { rate: 0.1, ..Sgd::NEW };
            train(&mut *net, &CrossEntropy, &mut sgd, &inputs, &labels, steps)
        }
        "adam" => {
            let mut adam = Adam { rate: 0.01, ..Adam::<N>::NEW };
            train(&mut *net, &CrossEntropy, &mut adam, &inputs, &labels, steps)
        }
        other => panic!("unknown optimizer `{other}`"),
    };
    case.compare("loss_before_each_step", &losses.unwrap());

    for tensor in tensors(&*net) {
        let (layer, name) = tensor.name.split_once('.').unwrap();
        let (theirs, _) = NAMES.iter().find(|(_, ours)| *ours == layer).unwrap();
        let expected = case.floats(&format!("after_{theirs}.{name}"));
        let actual = match tensor.shape[..] {
            [_, inputs] => transpose(&tensor.values, inputs),
            _ => tensor.values,
        };
        let what = format!("{} {} after {steps} steps", case.name, tensor.name);
        assert_close(&what, &actual, &expected, RELATIVE, ABSOLUTE);
    }
}

#[test]
fn training_with_sgd() {
    check_training(&Case::open("network_mlp_sgd"));
}

#[test]
fn training_with_adam() {
    check_training(&Case::open("network_mlp_adam"));
}
