//! typenet: `peer-typenet NET/TASK` prints one line of JSON, or nothing for a case that it does not have.
//! Built by the default release profile, no flags.

mod nets;
mod run;

use nets::{
    Autoencoder, Deep, Digits, Keywords, LeNet, Regression, Sequence, Sine, Small, Stream, Tanh,
    Wide,
};
use run::{adam, calls, forward, forward_batch, sgd, step};
use typenet::prelude::*;
use typenet_bench::data::{
    FEEDBACK, INPUTS, copies, pictures, positive, rows, sequences, sine, sounds,
};
use typenet_bench::{clock, opaque};

fn main() {
    let case = std::env::args().nth(1).unwrap_or_default();
    let (net, task) = case.split_once('/').unwrap_or_default();
    match net {
        "3-1-2" => {
            let (inputs, targets) = positive();
            match task {
                "sgd" => {
                    let data = (&inputs[..], &targets[..]);
                    sgd::<_, _, 64>(&case, Small::start(), data, &MeanSquaredError, 0.1)
                }
                _ => forward!(&case, Small::start(), &inputs),
            }
        }
        "1-16-16-1" => {
            let (inputs, targets) = sine();
            let (net, data) = (Sine::start(), (&inputs[..], &targets[..]));
            match task {
                "sgd" => sgd::<_, _, 1024>(&case, net, data, &MeanSquaredError, 0.01),
                "adam-32" => adam(&case, net, data, &MeanSquaredError, 32),
                _ => forward!(&case, net, &inputs),
            }
        }
        "784-128-10" => {
            let (inputs, classes) = pictures();
            let (net, data) = (Digits::start(), (&inputs[..], &classes[..]));
            match task {
                "forward-64" => forward_batch(&case, net, &inputs[..64], Digits::forward_batch),
                "sgd" => sgd::<_, _, 1024>(&case, net, data, &CrossEntropy, 0.01),
                "adam-32" => adam(&case, net, data, &CrossEntropy, 32),
                "adam-128" => adam(&case, net, data, &CrossEntropy, 128),
                _ => forward!(&case, net, &inputs),
            }
        }
        "784-256-256-10" if task == "adam-128" => {
            let (inputs, classes) = pictures();
            adam(&case, Deep::start(), (&inputs[..], &classes[..]), &CrossEntropy, 128);
        }
        "lenet-5" => {
            let (inputs, classes) = pictures();
            let inputs: Vec<_> = inputs.iter().map(square).collect();
            let net = LeNet::start();
            match task {
                "forward-64" => forward_batch(&case, net, &inputs[..64], LeNet::forward_batch),
                "adam-32" => adam(&case, net, (&inputs[..], &classes[..]), &CrossEntropy, 32),
                _ => forward!(&case, net, &inputs[..INPUTS]),
            }
        }
        "3-64-64-1" => forward!(&case, Wide::start(), &rows(INPUTS, 1.0)),
        "8-8-1" => forward!(&case, Tanh::start(), &rows(INPUTS, 1.0)),
        "3-16-1" if task == "adam-1" => {
            let (inputs, targets) = positive();
            adam(&case, Regression::start(), (&inputs[..], &targets[..]), &MeanSquaredError, 1);
        }
        "784-64-784" => {
            let (inputs, targets) = copies();
            let (net, data) = (Autoencoder::start(), (&inputs[..], &targets[..]));
            match task {
                "adam-32" => adam(&case, net, data, &BinaryCrossEntropy, 32),
                "adam-128" => adam(&case, net, data, &BinaryCrossEntropy, 128),
                _ => forward!(&case, net, &inputs),
            }
        }
        "ds-cnn" if task == "spot" => {
            calls!(&case, Keywords::start(), &sounds().0[..INPUTS]);
        }
        "ds-cnn" if task == "learn" => {
            let (inputs, classes) = sounds();
            let data = (&inputs[..], &classes[..]);
            adam(&case, Keywords::start(), data, &CrossEntropy, 32);
        }
        "lstm-1-16-1" if task == "step" => step(&case, &Stream::start(), &rows(INPUTS, 1.0)),
        "lstm-8x32-64-10" => {
            let (inputs, classes) = sequences();
            let net = Sequence::start();
            match task {
                "forward-64" => forward_batch(&case, net, &inputs[..64], Sequence::forward_batch),
                "adam-32" => adam(&case, net, (&inputs[..], &classes[..]), &CrossEntropy, 32),
                _ => forward!(&case, net, &inputs),
            }
        }
        _ => (),
    }
}

/// A picture as LeNet-5 takes it: one channel of 28 x 28.
fn square(picture: &[f32; 784]) -> [[[f32; 28]; 28]; 1] {
    [std::array::from_fn(|row| std::array::from_fn(|column| picture[28 * row + column]))]
}
