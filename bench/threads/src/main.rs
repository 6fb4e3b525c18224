//! Training on several cores, beside the same on one: `cargo run --release -p threads`.
//!
//! Each net takes a step of Adam on a mini-batch, over and over, in a pool of one thread and in one of as many as
//! there are cores; and so do as many nets that share nothing, each on a core: more than they gain no program can. The
//! three take turns, and medians of their steps are told.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use typenet::prelude::*;
use typenet_bench::data::pictures;

network! { struct Digits<hidden: dense(784 -> 128), relu, output: dense(128 -> 10)> }
network! { struct Wide<hidden: dense(784 -> 512), relu, output: dense(512 -> 10)> }
network! {
    struct LeNet5<
        reshape(784 -> 1x28x28),
        conv2d(1x28x28 -> 6x28x28, kernel = 5, padding = 2), relu,
        max_pool2d(6x28x28 -> 6x14x14, kernel = 2),
        conv2d(6x14x14 -> 16x10x10, kernel = 5), relu,
        max_pool2d(16x10x10 -> 16x5x5, kernel = 2),
        flatten(16x5x5 -> 400), dense(400 -> 120), relu, dense(120 -> 84), relu, dense(84 -> 10),
    >
}

const TURNS: usize = 200;
/// How long each trains in a turn: short, since what else a machine does comes and goes in hundredths of a second.
const TURN: Duration = Duration::from_millis(4);

struct Training<N> {
    net: Box<N>,
    gradient: Box<N>,
    adam: Box<Adam<N>>,
    workspace: Vec<f32>,
}

impl<N: Network<Input = [f32; 784], Output = [f32; 10]>> Training<N> {
    fn new(batch: usize) -> Self {
        let mut net = N::boxed();
        net.init(Init::Glorot, &mut Xoshiro128PlusPlus::seed_from_u64(1));
        Training {
            net,
            gradient: N::boxed(),
            adam: Adam::boxed(),
            workspace: vec![0.0; N::WORKSPACE * batch],
        }
    }

    fn step(&mut self, inputs: &[[f32; 784]], classes: &[usize]) -> f32 {
        let Training { net, gradient, adam, workspace } = self;
        let loss = net.loss_gradient(&CrossEntropy, inputs, classes, workspace, gradient);
        adam.step(net, gradient);
        loss.expect("sound data")
    }
}

fn measure<N: Network<Input = [f32; 784], Output = [f32; 10]> + Send>(name: &str, batch: usize) {
    let (inputs, classes) = pictures();
    let (inputs, classes) = (&inputs[..batch], &classes[..batch]);
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let (all, mut together) = (pool(cores), Training::<N>::new(batch));
    let mut apart: Vec<_> = (0..cores).map(|_| (pool(1), Training::<N>::new(batch))).collect();
    let first_loss = |pool: &ThreadPool, training: &mut Training<N>| {
        pool.install(|| training.step(inputs, classes))
    };
    let losses = apart.iter_mut().map(|(one, training)| first_loss(one, training));
    let losses: Vec<f32> = losses.chain([first_loss(&all, &mut together)]).collect();
    let is_first = |loss: &f32| *loss == losses[0];
    assert!(losses.iter().all(is_first), "{name}: the bits depend on the number of threads");

    // Adds the seconds that each step takes.
    let train = |pool: &ThreadPool, training: &mut Training<N>, seconds: &mut Vec<f64>| {
        pool.install(|| {
            // Wakes the threads, and brings the weights to their caches.
            training.step(inputs, classes);
            let turn = Instant::now();
            while turn.elapsed() < TURN {
                let start = Instant::now();
                training.step(inputs, classes);
                seconds.push(start.elapsed().as_secs_f64());
            }
        });
    };
    let (mut on_one, mut on_all) = (Vec::new(), Vec::new());
    let mut on_each = vec![Vec::new(); cores];
    for _ in 0..TURNS {
        let (one, training) = &mut apart[0];
        train(one, training, &mut on_one);
        train(&all, &mut together, &mut on_all);
        let barrier = Barrier::new(cores);
        thread::scope(|scope| {
            for ((pool, training), seconds) in apart.iter_mut().zip(&mut on_each) {
                let (train, barrier) = (&train, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    train(pool, training, seconds);
                });
            }
        });
    }
    let median = |mut seconds: Vec<f64>| {
        let middle = seconds.len() / 2;
        *seconds.select_nth_unstable_by(middle, f64::total_cmp).1
    };
    let (one, all) = (median(on_one), median(on_all));
    // Core by core: of all steps together the median would be one of the faster core, which takes more of them.
    let apart: f64 = on_each.into_iter().map(|seconds| one / median(seconds)).sum();
    println!(
        "| {name} | {batch} | {:.0} µs | {:.0} µs | {:.2} | {apart:.2} |",
        1e6 * one,
        1e6 * all,
        one / all,
    );
}

fn main() {
    println!(
        "| net | batch | one core | all cores | times the throughput | of nets apart |\n\
         |---|--:|--:|--:|--:|--:|"
    );
    measure::<Digits>("784-128-10", 128);
    measure::<Digits>("784-128-10", 512);
    measure::<Wide>("784-512-10", 128);
    measure::<Wide>("784-512-10", 512);
    measure::<LeNet5>("LeNet-5", 128);
}
