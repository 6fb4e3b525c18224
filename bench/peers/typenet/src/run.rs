//! The tasks, for any net.

use crate::nets::Stream;
use std::hint::black_box;
use typenet::layers::LstmState;
use typenet::prelude::*;
use typenet_bench::clock;
use typenet_bench::data::INPUTS;

use typenet_bench::{opaque, opaque_mut};

/// One sample at a time, inputs that have nothing to do with one another.
macro_rules! calls {
    ($case:expr, $net:expr, $inputs:expr) => {{
        let (case, net, inputs) = ($case, $net, $inputs);
        let inputs: &[_; INPUTS] = inputs.first_chunk().expect("enough inputs");
        let first = net.forward(&inputs[0]);
        let last = net.forward(&inputs[INPUTS - 1]);
        clock::calls(case, [first[0], last[last.len() - 1]], |i| {
            opaque(&opaque(&*net).forward(opaque(&inputs[i % INPUTS])));
        });
    }};
}
pub(crate) use calls;

/// One sample at a time: inputs that have nothing to do with one another (task `forward`), or each with a
/// little of the output before it (task `fed-back`).
///
/// A macro, so that `forward` is called as a program calls it whose net has a name. Through a generic function's
/// parameter two outputs would come back packed into one integer.
macro_rules! forward {
    ($case:expr, $net:expr, $inputs:expr) => {{
        let (case, net, inputs) = ($case, $net, $inputs);
        if case.ends_with("/forward") {
            $crate::run::calls!(case, net, inputs);
        } else if case.ends_with("/fed-back") {
            let mut input = inputs[0];
            let start = input.values()[0];
            let mut fed_back = || {
                let output = opaque(&*net).forward(opaque(&input));
                input.values_mut()[0] = start + FEEDBACK * output[0];
                output[0]
            };
            let outputs: Vec<f32> = (0..50).map(|_| fed_back()).collect();
            clock::calls(case, [outputs[0], outputs[49]], |_| {
                opaque(&fed_back());
            });
        }
    }};
}
pub(crate) use forward;

/// A sequence that comes in bit by bit: each call is a step from the state that the one before left.
pub fn step(case: &str, net: &Stream, inputs: &[[f32; 1]]) {
    let inputs: &[_; INPUTS] = inputs.first_chunk().expect("enough inputs");
    let mut state = LstmState::ZERO;
    let mut step = |i: usize| opaque(net).step(opaque(&inputs[i % INPUTS]), opaque_mut(&mut state));
    let outputs: Vec<_> = (0..50).map(|i| step(i)[0]).collect();
    clock::calls(case, [outputs[0], outputs[49]], |i| {
        opaque(&step(i));
    });
}

/// All samples in one call.
pub fn forward_batch<N, I, const O: usize>(
    case: &str,
    net: Box<N>,
    inputs: &[I],
    forward_batch: impl Fn(&N, &[I], &mut [[f32; O]]) -> Result<(), typenet::Error>,
) {
    let mut outputs = vec![[0.0; O]; inputs.len()];
    let mut call = |net, inputs| {
        forward_batch(net, inputs, &mut outputs).expect("as many outputs as inputs");
        let outputs = black_box(&outputs[..]);
        [outputs[0][0], outputs[outputs.len() - 1][O - 1]]
    };
    clock::calls(case, call(&net, inputs), |_| {
        call(opaque(&*net), black_box(inputs));
    });
}

/// Steps of plain gradient descent, one sample each. How many samples there are is a constant, as in C: which is next
/// is to cost neither a division nor a check.
pub fn sgd<N: Network + Clone, T, const SAMPLES: usize>(
    case: &str,
    start: Box<N>,
    (inputs, targets): (&[N::Input], &[T]),
    loss: &impl Loss<N::Output, T>,
    rate: f32,
) {
    let inputs: &[_; SAMPLES] = inputs.first_chunk().expect("enough samples");
    let targets: &[_; SAMPLES] = targets.first_chunk().expect("enough samples");
    let mut net = N::boxed();
    let step = |net: &mut Box<N>, i: usize| {
        let i = i % SAMPLES;
        let (input, target) = (opaque(&inputs[i]), opaque(&targets[i]));
        opaque_mut(&mut **net).learn(loss, input, target, rate).expect("sound data")
    };
    clock::training(case, |net| (**net).clone_from(&start), &mut net, step);
}

struct Training<N> {
    net: Box<N>,
    gradient: Box<N>,
    adam: Box<Adam<N>>,
    workspace: Vec<f32>,
}

/// Steps of Adam, one batch each.
pub fn adam<N: Network + Clone, T: Sync>(
    case: &str,
    start: Box<N>,
    (inputs, targets): (&[N::Input], &[T]),
    loss: &impl Loss<N::Output, T>,
    batch: usize,
) {
    let mut state = Training {
        net: N::boxed(),
        gradient: N::boxed(),
        adam: Adam::boxed(),
        workspace: vec![0.0; N::WORKSPACE * batch],
    };
    let batches = inputs.len() / batch;
    let reset = |Training { net, adam, .. }: &mut Training<N>| {
        (**net).clone_from(&start);
        *adam = Adam::boxed();
    };
    let step = |state: &mut Training<N>, i: usize| {
        // A power of two: no division here either.
        let first = (i & (batches - 1)) * batch;
        let inputs = black_box(&inputs[first..first + batch]);
        let targets = black_box(&targets[first..first + batch]);
        let Training { net, gradient, adam, workspace } = opaque_mut(state);
        let result = net.loss_gradient(loss, inputs, targets, workspace, gradient);
        adam.step(net, gradient);
        result.expect("sound data")
    };
    clock::training(case, reset, &mut state, step);
}
