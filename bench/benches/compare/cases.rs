//! What is measured, and what typenet is held to.

/// One task of one net.
pub struct Case {
    /// As the peers are told it, `NET/TASK`.
    pub name: &'static str,
    /// typenet may take so many times as long as these peers.
    pub marks: &'static [(&'static str, f64)],
    /// How many samples one call takes.
    pub batch: usize,
    /// The sizes of the net's layers.
    layers: &'static [usize],
    task: Task,
}

enum Task {
    Forward,
    Sgd,
    Adam,
}

/// What one call cannot do without.
pub struct Work {
    /// Multiplications with addition: those of the dense layers, both ways in training, without the first
    /// layer's way back to the input. Not counted: the optimizer's and the activations' arithmetic.
    pub multiply_adds: usize,
    /// Bytes of weights that are read: forward and backward, once a call.
    pub reads: usize,
    /// Bytes that are read and written again: weights and, for Adam, its averages.
    pub updates: usize,
    /// Bytes that the next call finds where this one left them: decides which cache they come from.
    pub footprint: usize,
}

impl Case {
    pub fn work(&self) -> Work {
        let pairs = || self.layers.windows(2).map(|pair| (pair[0], pair[1]));
        let weights: usize = pairs().map(|(inputs, outputs)| inputs * outputs).sum();
        let bytes = 4 * (weights + self.layers[1..].iter().sum::<usize>());
        let first = self.layers[0] * self.layers[1];
        let (multiply_adds, reads, updates, footprint) = match self.task {
            Task::Forward => (weights, bytes, 0, bytes),
            Task::Sgd => (3 * weights - first, bytes, bytes, bytes),
            // Weights, mean and variance are updated, the gradient is read once.
            Task::Adam => (3 * weights - first, 2 * bytes, 3 * bytes, 4 * bytes),
        };
        Work { multiply_adds: self.batch * multiply_adds, reads, updates, footprint }
    }
}

const fn case(
    name: &'static str,
    layers: &'static [usize],
    task: Task,
    batch: usize,
    marks: &'static [(&'static str, f64)],
) -> Case {
    Case { name, marks, batch, layers, task }
}

const SMALL: &[usize] = &[3, 1, 2];
const SINE: &[usize] = &[1, 16, 16, 1];
const DIGITS: &[usize] = &[784, 128, 10];
const WIDE: &[usize] = &[3, 64, 64, 1];
const TANH: &[usize] = &[8, 8, 1];
const REGRESSION: &[usize] = &[3, 16, 1];

/// Its fastest backend, whichever it is.
const RTNEURAL: &[(&str, f64)] =
    &[("rtneural-stl", 1.0), ("rtneural-eigen", 1.0), ("rtneural-xsimd", 1.0)];

/// `forward` has inputs that do not depend on one another; in `fed-back` each depends on the output before.
pub const ALL: &[Case] = &[
    case("3-1-2/forward", SMALL, Task::Forward, 1, &[("c", 1.0)]),
    case("3-1-2/fed-back", SMALL, Task::Forward, 1, &[("c", 1.0)]),
    case("3-1-2/sgd", SMALL, Task::Sgd, 1, &[("c", 1.0)]),
    case("1-16-16-1/forward", SINE, Task::Forward, 1, &[("c", 0.6)]),
    case("1-16-16-1/fed-back", SINE, Task::Forward, 1, &[("c", 0.6)]),
    case("1-16-16-1/sgd", SINE, Task::Sgd, 1, &[("c", 0.9)]),
    case("1-16-16-1/adam-32", SINE, Task::Adam, 32, &[("c", 0.7)]),
    case("784-128-10/forward", DIGITS, Task::Forward, 1, &[("c", 1.0)]),
    case("784-128-10/fed-back", DIGITS, Task::Forward, 1, &[("c", 1.0)]),
    case(
        "784-128-10/forward-64",
        DIGITS,
        Task::Forward,
        64,
        &[("c-tiles", 1.0), ("onnxruntime", 1.0)],
    ),
    case("784-128-10/sgd", DIGITS, Task::Sgd, 1, &[("c", 1.0)]),
    case("784-128-10/adam-32", DIGITS, Task::Adam, 32, &[("c-tiles", 0.85)]),
    case("784-128-10/adam-128", DIGITS, Task::Adam, 128, &[("c-tiles", 0.85), ("jax", 0.85)]),
    case("3-64-64-1/forward", WIDE, Task::Forward, 1, RTNEURAL),
    case("3-64-64-1/fed-back", WIDE, Task::Forward, 1, RTNEURAL),
    case("8-8-1/forward", TANH, Task::Forward, 1, RTNEURAL),
    case("8-8-1/fed-back", TANH, Task::Forward, 1, RTNEURAL),
    case("3-16-1/adam-1", REGRESSION, Task::Adam, 1, &[("rltools", 1.0)]),
];
