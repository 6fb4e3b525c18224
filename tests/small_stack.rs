//! A large net lives and learns in a thread whose stack is much smaller than the net, in a debug build
//! too: weights, gradients and batches never cross the stack.

use crate::nets::lenet5::LeNet5;
use typenet::prelude::*;
use typenet::weights;
use typenet_tests::{init, random, rng};

network! { struct Large<hidden: dense(784 -> 512), relu, dense(512 -> 10)> }

const STACK: usize = 320 * 1024;
const _: () = assert!(Large::WEIGHT_BYTES > 4 * STACK);

/// Runs it with so little stack. A thread that takes more ends the whole program.
fn on_a_small_stack(run: fn()) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

struct Data<I> {
    inputs: Vec<I>,
    labels: Vec<usize>,
}

fn data<I: Tensor>() -> Data<I> {
    Data { inputs: random(5, 1), labels: vec![3, 1, 4, 1, 5] }
}

/// Takes a few steps and demands that they help.
fn learns<N: Network>(optimizer: &mut impl Optimizer<N>)
where
    CrossEntropy: Loss<N::Output, usize>,
{
    let Data { inputs, labels } = data();
    let mut net = N::boxed();
    init(&mut *net, 1);
    let mut gradient = N::boxed();
    let mut workspace = vec![0.0; N::WORKSPACE * inputs.len()];
    let mut losses = vec![];
    for _ in 0..3 {
        let loss =
            net.loss_gradient(&CrossEntropy, &inputs, &labels, &mut workspace, &mut gradient);
        losses.push(loss.unwrap());
        optimizer.step(&mut net, &mut gradient);
    }
    let last = net.mean_loss(&CrossEntropy, &inputs, &labels).unwrap();
    assert!(last < losses[0], "{losses:?}, {last}");
    drop((net, gradient));
}

#[test]
fn trains_with_sgd() {
    on_a_small_stack(|| learns::<Large>(&mut Sgd { rate: 0.01, ..Sgd::NEW }));
}

#[test]
fn trains_with_momentum() {
    on_a_small_stack(|| learns(&mut *Momentum::<Large>::boxed()));
}

#[test]
fn trains_with_adam() {
    on_a_small_stack(|| learns(&mut *Adam::<Large>::boxed()));
}

#[test]
fn lenet5_trains_and_answers() {
    on_a_small_stack(|| {
        learns::<LeNet5>(&mut Sgd { rate: 0.01, ..Sgd::NEW });
        learns(&mut *Adam::<LeNet5>::boxed());
        answers::<LeNet5>();
    });
}

#[test]
fn learns_without_a_gradient() {
    on_a_small_stack(|| {
        let Data { inputs, labels } = data();
        let mut net = Large::boxed();
        net.init(&mut rng(1));
        let first = net.learn(&CrossEntropy, &inputs[0], &labels[0], 0.001).unwrap();
        let second = net.learn(&CrossEntropy, &inputs[0], &labels[0], 0.001).unwrap();
        assert!(second < first);
    });
}

/// In a batch as one by one.
fn answers<N: Network>() {
    let mut net = N::boxed();
    init(&mut *net, 1);
    let inputs: Vec<N::Input> = random(5, 1);
    let mut outputs = vec![N::Output::ZERO; inputs.len()];
    net.forward_batch(&inputs, &mut outputs);
    for (input, expected) in inputs.iter().zip(&outputs) {
        let mut output = N::Output::ZERO;
        net.forward(input, &mut output);
        assert_eq!(output, *expected);
    }
}

#[test]
fn answers_one_by_one_and_in_batches() {
    on_a_small_stack(answers::<Large>);
}

#[test]
fn goes_back_to_its_input() {
    on_a_small_stack(|| {
        let mut net = Large::boxed();
        net.init(&mut rng(1));
        let inputs: Vec<[f32; 784]> = random(2, 1);
        let mut workspace = vec![0.0; Large::workspace_len(2)];
        let mut gradient = Large::boxed();
        let mut d_inputs = vec![[f32::NAN; 784]; 2];
        net.forward_train(&inputs, &mut workspace).unwrap();
        net.backward_to_input(
            &inputs,
            &[[1.0; 10]; 2],
            &mut d_inputs,
            &mut workspace,
            &mut gradient,
        )
        .unwrap();
        assert!(d_inputs.as_flattened().iter().all(|d| d.is_finite()));
        assert_eq!(gradient.dense.bias, [2.0; 10]);
    });
}

#[test]
fn goes_to_a_file_and_back() {
    on_a_small_stack(|| {
        let mut net = Large::boxed();
        net.init(&mut rng(1));
        let file = weights::to_bytes(&*net);
        assert!(file.len() > Large::WEIGHT_BYTES);
        let mut again = Large::boxed();
        weights::from_bytes(&mut *again, &file).unwrap();
        assert!(again == net);
        weights::from_bytes(&mut *again, &file[..file.len() - 1]).unwrap_err();
        assert!(again == net);
    });
}

#[test]
fn is_part_of_a_larger_net() {
    network! { struct Larger<Large(784 -> 10), relu, dense(10 -> 2)> }

    on_a_small_stack(|| {
        let mut net = Larger::boxed();
        net.init(&mut rng(1));
        assert_ne!(net.large.hidden.weight[783][511], 0.0);
        let inputs: Vec<[f32; 784]> = random(2, 1);
        let mut gradient = Larger::boxed();
        let mut workspace = vec![0.0; Larger::workspace_len(2)];
        net.loss_gradient(&CrossEntropy, &inputs, &[0, 1], &mut workspace, &mut gradient).unwrap();
        Sgd { rate: 0.01, ..Sgd::NEW }.step(&mut *net, &mut *gradient);
        assert_eq!(*gradient, *Larger::boxed());
    });
}

#[test]
fn is_part_of_a_larger_net_that_learns_without_a_gradient() {
    network! { struct Larger<Large(784 -> 10), relu, dense(10 -> 2)> }

    on_a_small_stack(|| {
        let mut net = Larger::boxed();
        net.init(&mut rng(1));
        let input = &random::<[f32; 784]>(1, 1)[0];
        let first = net.learn(&CrossEntropy, input, &0, 0.001).unwrap();
        let second = net.learn(&CrossEntropy, input, &0, 0.001).unwrap();
        assert!(second < first);
    });
}
