//! Nets from elsewhere: declared here, with weights from a file, they give the numbers of PyTorch.
//!
//! fixtures/nets.py makes the reference. It and this file make the same weights from the tensors' names, so that
//! none are stored. MLPerf's own weights come from Keras, whose batch norms have `{ epsilon: 1e-3 }`.

mod autoencoder;
mod ds_cnn;
pub mod lenet5;
mod mobilenet;
mod resnet8;

use crate::fixture::{ABSOLUTE, Case, RELATIVE};
use autoencoder::Autoencoder;
use ds_cnn::DsCnn;
use lenet5::LeNet5;
use mobilenet::MobileNet;
use resnet8::ResNet8;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::path::PathBuf;
use typenet::prelude::*;
use typenet::weights;
use typenet_tests::{assert_close, misfit};

/// The `index`th number of what a name stands for, between -1 and 1: a hash of the name (FNV-1a), then of that and
/// the index (lowbias32), 24 bits of it.
fn noise(name: &str, index: usize) -> f64 {
    let hash = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let seed = name.bytes().fold(0x811c_9dc5, hash);
    let mut x = seed ^ (index as u32).wrapping_mul(0x9e37_79b9);
    x = (x ^ x >> 16).wrapping_mul(0x7feb_352d);
    x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
    x ^= x >> 16;
    f64::from(x >> 8) / f64::from(1 << 23) - 1.0
}

/// A tensor's numbers, such that activations stay about 1.
fn values(name: &str, shape: &[usize]) -> Vec<f32> {
    let inputs: usize = shape.iter().skip(1).product();
    let value = |x: f64| match name.rsplit('.').next() {
        Some("running_var") => 1.0 + 0.5 * x,
        Some("weight") if shape.len() == 1 => 1.0 + 0.2 * x,
        Some("weight") => (6.0 / inputs as f64).sqrt() * x,
        _ => 0.1 * x,
    };
    (0..shape.iter().product()).map(|i| value(noise(name, i)) as f32).collect()
}

/// The tensors of PyTorch's `state_dict`: names and shapes.
fn state_dict(case: &Case) -> Vec<(String, Vec<usize>)> {
    let tensor = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default().to_string();
        (name, words.map(|size| size.parse().expect("a size")).collect())
    };
    case.word("state_dict").lines().map(tensor).collect()
}

/// Whether a tensor holds floats, rather than a number of batches.
fn is_float(name: &str) -> bool {
    !name.ends_with(".num_batches_tracked")
}

/// The weights file that PyTorch would write.
fn file(case: &Case) -> Vec<u8> {
    let bytes = |(name, shape): (String, Vec<usize>)| {
        let (dtype, bytes) = if is_float(&name) {
            let values = values(&name, &shape);
            (Dtype::F32, values.into_iter().flat_map(f32::to_le_bytes).collect())
        } else {
            (Dtype::I64, 0_i64.to_le_bytes().to_vec())
        };
        (name, dtype, shape, bytes)
    };
    let tensors: Vec<(_, _, _, Vec<u8>)> = state_dict(case).into_iter().map(bytes).collect();
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (name, TensorView::new(*dtype, shape.clone(), bytes).expect("shape and bytes agree"))
    });
    safetensors::serialize(views, None).unwrap()
}

/// A tensor of a file.
fn floats(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let view = file.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// The fixture's net with the fixture's weights, and its inputs.
fn load<N: Network>(case: &Case) -> (Box<N>, Vec<N::Input>) {
    let mut net = N::boxed();
    weights::from_bytes(&mut *net, &file(case)).unwrap();
    // To be loaded by PyTorch: see fixtures/nets.py.
    if let Some(folder) = std::env::var_os("TYPENET_NETS") {
        let path = PathBuf::from(folder).join(format!("{}.safetensors", case.name));
        weights::save(&*net, path).unwrap();
    }
    let mut inputs = vec![N::Input::ZERO; case.shape("outputs")[0]];
    for (sample, input) in inputs.iter_mut().enumerate() {
        let name = format!("input {sample}");
        for (i, x) in input.values_mut().iter_mut().enumerate() {
            *x = noise(&name, i) as f32;
        }
    }
    (net, inputs)
}

/// Runs it with the stack that Rust's threads have, which is no more than 2 MiB. A thread that takes more ends the
/// whole program.
fn in_a_thread(run: fn()) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// In inference, one by one and as a batch.
fn check_outputs<N: Network>(net: &N, inputs: &[N::Input], case: &Case) {
    let mut outputs = vec![N::Output::ZERO; inputs.len()];
    net.forward_batch(inputs, &mut outputs);
    for (input, batch) in inputs.iter().zip(&outputs) {
        let mut output = Box::new(N::Output::ZERO);
        net.forward(input, &mut output);
        assert_eq!(*output, *batch);
    }
    let expected = case.floats("outputs");
    // Up to 28 layers each add a few roundings of 6e-8 of what goes through them, so the error of an output is a
    // part of the outputs' size, whatever remains in this one.
    let largest = expected.iter().fold(0.0, |largest: f32, y| largest.max(y.abs()));
    let actual = N::Output::flatten(&outputs);
    assert_close(case.name, actual, &expected, 0.0, RELATIVE * largest);
}

/// One step of training: the loss, and for each tensor two numbers that stand for its gradient.
///
/// What goes into a relu may lie so close to its kink that a rounding decides whether a part of the gradient passes: so
/// of several inputs, which are roundings apart, one has to agree in everything.
fn check_training<N: Network, L: Loss<N::Output, T>, T: Sync>(
    net: &mut N,
    loss: L,
    inputs: &mut [N::Input],
    targets: &[T],
    case: &Case,
) {
    const TRIES: usize = 12;
    let start = weights::to_bytes(net);
    let mut misfit = String::new();
    for _ in 0..TRIES {
        match training_misfit(net, &loss, inputs, targets, case) {
            Some(found) => misfit = found,
            None => return,
        }
        weights::from_bytes(net, &start).unwrap();
        for x in N::Input::flatten_mut(inputs) {
            *x *= 1.0 + f32::EPSILON;
        }
    }
    panic!("{}, in {TRIES} tries: {misfit}", case.name);
}

/// What does not agree with the case.
fn training_misfit<N: Network, L: Loss<N::Output, T>, T: Sync>(
    net: &mut N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[T],
    case: &Case,
) -> Option<String> {
    let mut gradient = N::boxed();
    let mut workspace = vec![f32::NAN; N::WORKSPACE * inputs.len()];
    let loss = net.loss_gradient(loss, inputs, targets, &mut workspace, &mut gradient).unwrap();
    if let Some(misfit) = misfit(&[loss], &case.floats("loss"), RELATIVE, ABSOLUTE) {
        return Some(format!("loss: {misfit}"));
    }
    // As files, because the order of values there is PyTorch's.
    let (gradient, net) = (weights::to_bytes(&*gradient), weights::to_bytes(net));
    let gradient = SafeTensors::deserialize(&gradient).unwrap();
    let net = SafeTensors::deserialize(&net).unwrap();
    let checks = case.floats("checks");
    let names = state_dict(case).into_iter().map(|(name, _)| name).filter(|name| is_float(name));
    names.zip(checks.chunks(2)).find_map(|(name, check)| {
        let is_average = name.contains(".running_");
        let values = floats(if is_average { &net } else { &gradient }, &name);
        let place = format!("{name}!");
        let products = values.iter().enumerate().map(|(i, v)| f64::from(*v) * noise(&place, i));
        let squares = values.iter().map(|v| f64::from(*v).powi(2));
        let actual = [products.sum::<f64>() as f32, squares.sum::<f64>().sqrt() as f32];
        // The error of the forward pass, after as many layers again, in proportion to the whole gradient. The
        // gradient of a bias in front of a batch norm is 0: what is left of sums whose terms are not.
        let slack = 1e-4 * check[1] + 3e-5;
        misfit(&actual, check, 0.0, slack).map(|misfit| format!("{name}: {misfit}"))
    })
}

fn check_classifier<N: Network>(name: &'static str, without_dropout: impl FnOnce(&mut N))
where
    CrossEntropy: Loss<N::Output, usize>,
{
    let case = Case::open_net(name);
    let (mut net, mut inputs) = load::<N>(&case);
    check_outputs(&*net, &inputs, &case);
    without_dropout(&mut net);
    check_training(&mut *net, CrossEntropy, &mut inputs, &case.labels("labels"), &case);
}

#[test]
fn mobilenet() {
    in_a_thread(|| check_classifier::<MobileNet>("mobilenet", |_| ()));
}

#[test]
fn ds_cnn() {
    in_a_thread(|| {
        check_classifier::<DsCnn>("ds_cnn", |net| {
            net.dropout.rate = 0.0;
            net.dropout_2.rate = 0.0;
        })
    });
}

#[test]
fn resnet8() {
    in_a_thread(|| check_classifier::<ResNet8>("resnet8", |_| ()));
}

#[test]
fn autoencoder() {
    in_a_thread(|| {
        let case = Case::open_net("autoencoder");
        let (mut net, mut inputs) = load::<Autoencoder>(&case);
        check_outputs(&*net, &inputs, &case);
        let targets = inputs.clone();
        check_training(&mut *net, MeanSquaredError, &mut inputs, &targets, &case);
    });
}

#[test]
fn lenet5() {
    in_a_thread(|| {
        let case = Case::open("network_lenet5");
        let names =
            [("0", "conv1"), ("3", "conv2"), ("7", "dense1"), ("9", "dense2"), ("11", "dense3")];
        let tensors: Vec<[String; 2]> = names
            .into_iter()
            .flat_map(|(theirs, ours)| {
                ["weight", "bias"].map(|t| [theirs, ours].map(|l| format!("{l}.{t}")))
            })
            .collect();
        let file = case.file();
        let views = tensors.iter().map(|[theirs, ours]| (ours, file.tensor(theirs).unwrap()));
        let mut net = LeNet5::boxed();
        weights::from_bytes(&mut *net, &safetensors::serialize(views, None).unwrap()).unwrap();

        let mut inputs = vec![Tensor::ZERO; 2];
        <LeNet5 as Network>::Input::flatten_mut(&mut inputs)
            .copy_from_slice(&case.floats("batch_x"));
        let mut outputs = vec![[f32::NAN; 10]; 2];
        net.forward_batch(&inputs, &mut outputs).unwrap();
        case.compare("batch_y", outputs.as_flattened());
        assert_eq!(inputs.iter().map(|input| net.forward(input)).collect::<Vec<_>>(), outputs);

        let mut gradient = LeNet5::boxed();
        let mut workspace = vec![f32::NAN; LeNet5::workspace_len(2)];
        let labels = case.labels("batch_target");
        let loss =
            net.loss_gradient(&CrossEntropy, &inputs, &labels, &mut workspace, &mut gradient);
        case.compare("loss", &[loss.unwrap()]);
        let gradient = weights::to_bytes(&*gradient);
        let gradient = SafeTensors::deserialize(&gradient).unwrap();
        for [theirs, ours] in &tensors {
            case.compare(&format!("d_{theirs}"), &floats(&gradient, ours));
        }
    });
}
