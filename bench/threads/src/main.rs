//! Training on several cores, beside the same on one: `cargo run --release -p threads`.
//!
//! Each net takes a step of Adam on a mini-batch, over and over, in a pool of one thread and in one of as many as
//! there are cores. The two take turns, and the ratio is taken within a turn.

use rayon::ThreadPoolBuilder;
use std::time::Instant;
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

/// Turns of which the median is told.
const TURNS: usize = 11;
/// Seconds that a pool trains in a turn, about.
const PATIENCE: f64 = 0.1;

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
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let pools = [1, cores].map(|threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        (pool, Training::<N>::new(batch))
    });
    let [(one, mut alone), (all, mut together)] = pools;
    let time = |training: &mut Training<N>| {
        let (start, mut steps, mut loss) = (Instant::now(), 0, 0.0);
        while steps < 10 || start.elapsed().as_secs_f64() < PATIENCE {
            loss = training.step(inputs, classes);
            steps += 1;
        }
        (start.elapsed().as_secs_f64() / f64::from(steps), loss)
    };
    let losses = [&mut alone, &mut together].map(|training| training.step(inputs, classes));
    assert_eq!(losses[0], losses[1], "{name}: the bits depend on the number of threads");

    let mut ratios = Vec::new();
    let mut best = [f64::INFINITY; 2];
    for _ in 0..TURNS {
        let (on_one, _) = one.install(|| time(&mut alone));
        let (on_all, _) = all.install(|| time(&mut together));
        ratios.push(on_one / on_all);
        best = [best[0].min(on_one), best[1].min(on_all)];
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "| {name} | {batch} | {:.0} µs | {:.0} µs | {:.2} ({:.2}–{:.2}) |",
        1e6 * best[0],
        1e6 * best[1],
        ratios[TURNS / 2],
        ratios[0],
        ratios[TURNS - 1],
    );
}

fn main() {
    println!(
        "| net | batch | one core | all cores | times the throughput |\n|---|--:|--:|--:|--:|"
    );
    measure::<Digits>("784-128-10", 128);
    measure::<Digits>("784-128-10", 512);
    measure::<Wide>("784-512-10", 128);
    measure::<Wide>("784-512-10", 512);
    measure::<LeNet5>("LeNet-5", 128);
}
