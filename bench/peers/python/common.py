"""What the peers in Python share: the data and the clock. The same as src/data.rs and src/clock.rs."""

import json
import math
import time

import numpy as np

F32 = np.float32
SAMPLE, PATIENCE, SAMPLES, WARM_STEPS, LEAST_STEPS, MOST_STEPS = 250e3, 100e6, 15, 3, 8, 20_000


def hash32(seed, count):
    with np.errstate(over="ignore"):
        x = np.uint32(seed) * np.uint32(0x9E3779B9) + np.arange(count, dtype=np.uint32)
        x = (x ^ x >> np.uint32(16)) * np.uint32(0x7FEB352D)
        x = (x ^ x >> np.uint32(15)) * np.uint32(0x846CA68B)
        return x ^ x >> np.uint32(16)


def uniform(seed, count):
    return (hash32(seed, count) >> np.uint32(8)).astype(F32) / F32(16777216)


def symmetric(seed, count):
    return F32(2) * uniform(seed, count) - F32(1)


def layer(number, outputs, *inputs):
    """Weight as PyTorch has it, [output][input], or [output][input][row][column] of a convolution, and bias."""
    count = math.prod(inputs)
    scale = F32(1 / math.sqrt(count))
    weight = (symmetric(2 * number - 1, count * outputs) * scale).reshape(outputs, *inputs)
    return weight, symmetric(2 * number, outputs) * scale


# Zeros around the picture in LeNet-5's first convolution; its second has none.
LENET_PADDING = 2, 0


# The depthwise separable convolutions that spot keywords, and what is put around their inputs: at the left, above, at the
# right and below.
KEYWORDS = "ds-cnn"


def keywords_padding(weight):
    return [1, 4, 1, 5] if weight.shape[1:] == (1, 10, 4) else [weight.shape[3] // 2] * 4


# The net whose first two layers are an LSTM.
SEQUENCES = "lstm-8x32-64-10"


def layers(net):
    """The first weights of a net such as "784-128-10"."""
    if net == "3-1-2":
        first = (F32(0.1) + F32(0.8) * uniform(1, 3)).reshape(1, 3)
        second = (F32(0.1) + F32(0.8) * uniform(3, 2)).reshape(2, 1)
        return [(first, np.full(1, 0.1, F32)), (second, np.full(2, 0.1, F32))]
    if net == "lenet-5":
        shapes = (6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)
    elif net == KEYWORDS:
        shapes = (64, 1, 10, 4), *[(64, 1, 3, 3), (64, 64, 1, 1)] * 4, (12, 64)
    elif net == SEQUENCES:
        # From the input and from the state to the gates i, f, g and o, one behind the other.
        shapes = (4 * 64, 32), (4 * 64, 64), (10, 64)
    else:
        sizes = [int(size) for size in net.split("-")]
        shapes = zip(sizes[1:], sizes)
    return [layer(i + 1, *shape) for i, shape in enumerate(shapes)]


# Nets that sort pictures or sequences into classes.
CLASSIFIERS = "784-128-10", "784-256-256-10", "lenet-5", KEYWORDS, SEQUENCES
# The net whose loss is the cross entropy of sigmoids.
AUTOENCODER = "784-64-784"


def data(net):
    """Inputs and targets."""
    if net in ("3-1-2", "3-16-1"):
        outputs = int(net[-1])
        targets = F32(0.2) + F32(0.8) * uniform(200, 64 * outputs)
        return uniform(100, 192).reshape(64, 3), targets.reshape(64, outputs)
    if net == "1-16-16-1":
        x = F32(math.pi) * symmetric(100, 1024)
        return x.reshape(-1, 1), (np.sin(x) + F32(0.3) * symmetric(200, 1024)).reshape(-1, 1)
    if net in CLASSIFIERS:
        shape = {"lenet-5": (1, 28, 28), KEYWORDS: (1, 49, 10), SEQUENCES: (8, 32)}.get(net, (784,))
        x = F32(1 if net in (KEYWORDS, SEQUENCES) else 0.5) * symmetric(100, 1024 * math.prod(shape))
        return x.reshape(1024, *shape), (hash32(200, 1024) % 10).astype(np.int32)
    if net == AUTOENCODER:
        x = F32(0.5) * symmetric(100, 1024 * 784).reshape(1024, 784)
        return x, x + F32(0.5)
    width = int(net.split("-")[0])
    return symmetric(100, 16 * width).reshape(16, width), None


def forward_inputs(net, task):
    """The inputs of each call: 16 of one sample, or one of 64."""
    inputs = data(net)[0]
    if task == "forward-64":
        return [np.ascontiguousarray(inputs[:64])]
    return [np.ascontiguousarray(inputs[i : i + 1]) for i in range(16)]


def _report(case, check, count, sample):
    times, begin = [], time.perf_counter_ns()
    while len(times) < SAMPLES or time.perf_counter_ns() - begin < PATIENCE:
        times.append(sample(count) / count)
    times.sort()
    line = dict(case=case, ns=times[len(times) // 2], least=times[0], samples=len(times), calls=count)
    print(json.dumps(line | dict(check=[float(x) for x in check])))


def time_calls(case, calls, check):
    """`calls` are functions, one an input, called in turn; `check` are two results."""

    def sample(count):
        begin = time.perf_counter_ns()
        for i in range(count):
            calls[i % len(calls)]()
        return time.perf_counter_ns() - begin

    count = 1
    while sample(count) < SAMPLE:
        count *= 2
    _report(case, check, count, sample)


def time_training(case, start, steps, least=LEAST_STEPS):
    """`start()` gives the first state, `steps(state, first, count)` the next one and the last loss, done."""
    state, first = steps(start(), 0, 1)
    _, last = steps(state, 1, 49)

    def sample(count):
        state, _ = steps(start(), 0, WARM_STEPS)
        begin = time.perf_counter_ns()
        steps(state, WARM_STEPS, count)
        return time.perf_counter_ns() - begin

    count = least
    while count < MOST_STEPS and sample(count) < SAMPLE:
        count *= 2
    # Once more: what is compiled for this count is compiled now.
    sample(count)
    _report(case, (first, last), count, sample)
