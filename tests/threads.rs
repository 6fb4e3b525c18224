//! Training on several threads, and results that do not depend on the place in a batch.

use typenet::prelude::*;
use typenet_tests::{bits, init, random};

network! { struct Wide<dense(300 -> 128), relu, dense(128 -> 70), tanh, dense(70 -> 10)> }
network! { struct Wider<dense(300 -> 336), relu, dense(336 -> 10)> }
// Two sums for each output of the first layer; halves that are not whole tiles.
network! { struct Halves<dense(529 -> 80), relu, dense(80 -> 10)> }
const INPUTS: usize = 529;
network! { struct Unknown<named: dense(INPUTS -> 336), relu, dense(336 -> 10)> }
network! {
    struct Pictures<
        conv2d(1x20x20 -> 4x20x20, kernel = 3, padding = 1), tanh,
        max_pool2d(4x20x20 -> 4x10x10, kernel = 2),
        conv2d(4x10x10 -> 6x8x8, kernel = 3), relu,
        flatten(6x8x8 -> 384), dense(384 -> 10),
    >
}
// Pictures of several blocks, and of groups; few weights and many.
network! {
    struct Large<
        reshape(2400 -> 2x40x30),
        conv2d(2x40x30 -> 6x40x30, kernel = 3, padding = 1, groups = 2), tanh,
        conv2d(6x40x30 -> 20x19x28, kernel = 3, stride = 2x1, bias = false), relu,
        global_avg_pool2d(20x19x28 -> 20), dense(20 -> 10),
    >
}

// Channels by themselves, in pictures of several blocks; few weights, and more than there is room for with each sample.
network! {
    struct Depthwise<
        reshape(2400 -> 2x40x30),
        conv2d(2x40x30 -> 2x40x30, kernel = 3, padding = 1, groups = 2), relu,
        conv2d(2x40x30 -> 300x3x3, kernel = 1, stride = 14x12), relu,
        conv2d(300x3x3 -> 300x3x3, kernel = 5, padding = 2, groups = 300), tanh,
        global_avg_pool2d(300x3x3 -> 300), dense(300 -> 10),
    >
}

/// Trains a net on a pool of so many threads: enough work that they share it out.
fn trained_on<N: Network<Output = [f32; 10]> + Send>(threads: usize) -> Box<N> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let mut net = N::boxed();
    init(&mut *net, 1);
    let inputs = random::<N::Input>(100, 2);
    let targets: Vec<usize> = (0..100).map(|i| i % 10).collect();
    let mut gradient = N::boxed();
    let mut workspace = vec![0.0; N::WORKSPACE * 100];
    let mut adam = Adam::<N>::boxed();
    pool.install(|| {
        for _ in 0..3 {
            net.loss_gradient(&CrossEntropy, &inputs, &targets, &mut workspace, &mut gradient)
                .expect("sound data");
            adam.step(&mut *net, &mut *gradient);
        }
    });
    net
}

#[test]
fn any_number_of_threads_trains_to_the_same_bits() {
    fn check<N: Network<Output = [f32; 10]> + Send>() {
        let one = trained_on::<N>(1);
        for threads in [2, 3, 4, 7] {
            assert!(trained_on::<N>(threads) == one, "{threads} threads");
        }
    }
    check::<Wide>();
    check::<Wider>();
    check::<Halves>();
    check::<Unknown>();
    check::<Pictures>();
    check::<Large>();
    check::<Depthwise>();
}

/// So many values that threads share out the loss.
#[test]
fn a_loss_and_the_sample_it_is_wrong_with_do_not_depend_on_the_threads() {
    network! { struct Coder<dense(300 -> 64), tanh, dense(64 -> 300)> }
    let run = |threads: usize, targets: &[[f32; 300]]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let mut net = Coder::boxed();
        init(&mut *net, 1);
        let inputs = random::<[f32; 300]>(100, 2);
        let mut gradient = Coder::boxed();
        let mut workspace = vec![0.0; Coder::WORKSPACE * 100];
        let loss = BinaryCrossEntropy;
        let loss = pool
            .install(|| net.loss_gradient(&loss, &inputs, targets, &mut workspace, &mut gradient));
        (loss, gradient)
    };
    let mut targets = vec![[0.25; 300]; 100];
    let (loss, gradient) = run(1, &targets);
    for threads in [2, 3, 7] {
        let (shared_loss, shared_gradient) = run(threads, &targets);
        assert_eq!(shared_loss.map(f32::to_bits), loss.map(f32::to_bits), "{threads} threads");
        assert!(shared_gradient == gradient, "{threads} threads");
    }
    for sample in [90, 60, 31] {
        targets[sample][7] = 1.5;
        let error = run(1, &targets).0.expect_err("no probability");
        assert!(error.to_string().contains(&sample.to_string()), "{error}");
        for threads in [2, 3, 7] {
            let (found, untouched) = run(threads, &targets);
            assert_eq!(found, Err(error), "{threads} threads");
            assert!(*untouched == Coder::ZERO, "{threads} threads");
        }
    }
}

/// Inside the pool and from outside of it.
#[test]
fn a_panic_in_a_loss_of_ones_own_comes_through_and_the_threads_go_on() {
    struct Panics;
    impl Loss<[f32; 10], usize> for Panics {
        fn loss(
            &self,
            _: &[f32; 10],
            _: &usize,
            _: &mut [f32; 10],
        ) -> Result<f32, typenet::TargetError> {
            panic!("on purpose");
        }
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    let step = || {
        let mut net = Wide::boxed();
        init(&mut *net, 1);
        let inputs = random::<[f32; 300]>(200, 2);
        let mut gradient = Wide::boxed();
        let mut workspace = vec![0.0; Wide::WORKSPACE * 200];
        let before =
            net.loss_gradient(&CrossEntropy, &inputs, &[1; 200], &mut workspace, &mut gradient);
        let panics =
            || net.loss_gradient(&Panics, &inputs, &[1; 200], &mut workspace, &mut gradient);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).expect_err("a panic");
        let after =
            net.loss_gradient(&CrossEntropy, &inputs, &[1; 200], &mut workspace, &mut gradient);
        assert_eq!(before, after);
    };
    pool.install(step);
    step();
}

#[test]
fn a_sample_gives_the_same_bits_wherever_it_stands_in_a_batch() {
    fn check<N: Network>() {
        let mut net = N::boxed();
        init(&mut *net, 3);
        let inputs = random::<N::Input>(40, 4);
        for batch in 0..=17 {
            for start in [0, 1, 7, 23] {
                let inputs = &inputs[start..start + batch];
                let mut together = vec![N::Output::ZERO; batch];
                net.forward_batch(inputs, &mut together);
                for (input, output) in inputs.iter().zip(&together) {
                    let mut alone = N::Output::ZERO;
                    net.forward(input, &mut alone);
                    assert_eq!(bits(alone.values()), bits(output.values()));
                }
            }
        }
    }
    network! { struct Small<dense(3 -> 16), relu, dense(16 -> 1)> }
    network! { struct Odd<dense(17 -> 33), silu, dense(33 -> 5), tanh, dense(5 -> 3)> }
    check::<Small>();
    check::<Odd>();
    check::<Wide>();
    check::<Halves>();
}
