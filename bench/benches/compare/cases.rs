//! What is measured, and what typenet is held to.

/// One task of one net.
pub struct Case {
    /// As the peers are told it, `NET/TASK`.
    pub name: &'static str,
    /// typenet may take so many times as long as these peers.
    pub marks: &'static [(&'static str, f64)],
    /// How many samples one call takes.
    pub batch: usize,
    layers: &'static [Layer],
    task: Task,
}

/// A layer that has weights.
struct Layer {
    inputs: usize,
    outputs: usize,
    /// How often its weights are used for a sample: of a convolution, at each position, of an LSTM, in each step.
    positions: usize,
}

enum Task {
    Forward,
    Sgd,
    Adam,
}

/// What one call cannot do without.
pub struct Work {
    /// Multiplications with addition: those of dense layers, convolutions and LSTMs, both ways in training, without the
    /// first layer's way back to the input. Not counted: the optimizer's and the activations' arithmetic.
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
        let sum = |of: fn(&Layer) -> usize| self.layers.iter().map(of).sum::<usize>();
        let forward = sum(Layer::multiply_adds);
        let bytes = 4 * sum(|layer| (layer.inputs + 1) * layer.outputs);
        let both_ways = 3 * forward - self.layers.first().map_or(0, Layer::multiply_adds);
        let (multiply_adds, reads, updates, footprint) = match self.task {
            Task::Forward => (forward, bytes, 0, bytes),
            Task::Sgd => (both_ways, bytes, bytes, bytes),
            // Weights, mean and variance are updated, the gradient is read once.
            Task::Adam => (both_ways, 2 * bytes, 3 * bytes, 4 * bytes),
        };
        Work { multiply_adds: self.batch * multiply_adds, reads, updates, footprint }
    }
}

impl Layer {
    fn multiply_adds(&self) -> usize {
        self.inputs * self.outputs * self.positions
    }
}

const fn case(
    name: &'static str,
    layers: &'static [Layer],
    task: Task,
    batch: usize,
    marks: &'static [(&'static str, f64)],
) -> Case {
    Case { name, marks, batch, layers, task }
}

const fn dense(inputs: usize, outputs: usize) -> Layer {
    Layer { inputs, outputs, positions: 1 }
}

const SMALL: &[Layer] = &[dense(3, 1), dense(1, 2)];
const SINE: &[Layer] = &[dense(1, 16), dense(16, 16), dense(16, 1)];
const DIGITS: &[Layer] = &[dense(784, 128), dense(128, 10)];
const DEEP: &[Layer] = &[dense(784, 256), dense(256, 256), dense(256, 10)];
const LENET: &[Layer] = &[
    Layer { inputs: 25, outputs: 6, positions: 28 * 28 },
    Layer { inputs: 6 * 25, outputs: 16, positions: 10 * 10 },
    dense(400, 120),
    dense(120, 84),
    dense(84, 10),
];
const KEYWORDS: &[Layer] = {
    const DEPTHWISE: Layer = Layer { inputs: 9, outputs: 64, positions: 25 * 5 };
    const POINTWISE: Layer = Layer { inputs: 64, outputs: 64, positions: 25 * 5 };
    &[
        Layer { inputs: 40, outputs: 64, positions: 25 * 5 },
        DEPTHWISE,
        POINTWISE,
        DEPTHWISE,
        POINTWISE,
        DEPTHWISE,
        POINTWISE,
        DEPTHWISE,
        POINTWISE,
        dense(64, 12),
    ]
};
const WIDE: &[Layer] = &[dense(3, 64), dense(64, 64), dense(64, 1)];
const TANH: &[Layer] = &[dense(8, 8), dense(8, 1)];
const REGRESSION: &[Layer] = &[dense(3, 16), dense(16, 1)];
const AUTOENCODER: &[Layer] = &[dense(784, 64), dense(64, 784)];
/// An LSTM is two layers, from the input and from the state to its four gates. The former is the first, so it alone has no
/// way back.
const STREAM: &[Layer] = &[dense(1, 4 * 16), dense(16, 4 * 16), dense(16, 1)];
const SEQUENCE: &[Layer] = &[
    Layer { inputs: 32, outputs: 4 * 64, positions: 8 },
    Layer { inputs: 64, outputs: 4 * 64, positions: 8 },
    dense(64, 10),
];

/// Its fastest backend, whichever it is.
const RTNEURAL: &[(&str, f64)] =
    &[("rtneural-stl", 1.0), ("rtneural-eigen", 1.0), ("rtneural-xsimd", 1.0)];

/// Called as a function, and as part of the loop that calls it: the marks were set by the former.
const C_BOTH_WAYS: &[(&str, f64)] = &[("c-called", 1.0), ("c", 1.0)];

/// `forward` has inputs that do not depend on one another; in `fed-back` each depends on the output before; a `step`
/// depends on the state that the one before left. `spot` is forward, and `learn` is `adam-32`, of a net that few peers are
/// told of.
pub const ALL: &[Case] = &[
    case("3-1-2/forward", SMALL, Task::Forward, 1, C_BOTH_WAYS),
    case("3-1-2/fed-back", SMALL, Task::Forward, 1, C_BOTH_WAYS),
    case("3-1-2/sgd", SMALL, Task::Sgd, 1, C_BOTH_WAYS),
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
    case("784-256-256-10/adam-128", DEEP, Task::Adam, 128, &[]),
    case("lenet-5/forward", LENET, Task::Forward, 1, &[("c-tiles", 1.0)]),
    case("lenet-5/fed-back", LENET, Task::Forward, 1, &[]),
    case("lenet-5/forward-64", LENET, Task::Forward, 64, &[]),
    case("lenet-5/adam-32", LENET, Task::Adam, 32, &[]),
    case("ds-cnn/spot", KEYWORDS, Task::Forward, 1, &[("onnxruntime", 1.0)]),
    case("ds-cnn/learn", KEYWORDS, Task::Adam, 32, &[]),
    case("3-64-64-1/forward", WIDE, Task::Forward, 1, RTNEURAL),
    case("3-64-64-1/fed-back", WIDE, Task::Forward, 1, RTNEURAL),
    case("8-8-1/forward", TANH, Task::Forward, 1, RTNEURAL),
    case("8-8-1/fed-back", TANH, Task::Forward, 1, RTNEURAL),
    case("3-16-1/adam-1", REGRESSION, Task::Adam, 1, &[("rltools", 1.0)]),
    case("784-64-784/forward", AUTOENCODER, Task::Forward, 1, &[]),
    case("784-64-784/adam-32", AUTOENCODER, Task::Adam, 32, &[]),
    case("784-64-784/adam-128", AUTOENCODER, Task::Adam, 128, &[]),
    case("lstm-1-16-1/step", STREAM, Task::Forward, 1, RTNEURAL),
    case("lstm-8x32-64-10/forward", SEQUENCE, Task::Forward, 1, &[]),
    case("lstm-8x32-64-10/forward-64", SEQUENCE, Task::Forward, 64, &[]),
    case("lstm-8x32-64-10/adam-32", SEQUENCE, Task::Adam, 32, &[]),
];
