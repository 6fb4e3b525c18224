"""JAX: bench_jax.py NET/TASK. Inference is jitted; training is a jitted scan over the steps, which is its fast way:
many steps in one call, with the data on the device."""

import os
import sys

net, task = sys.argv[1].split("/")
if task not in ("forward", "forward-64", "sgd", "adam-1", "adam-32", "adam-128"):
    sys.exit()

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

from functools import partial

import jax
import jax.numpy as jnp
from common import AUTOENCODER, CLASSIFIERS, LENET_PADDING, SEQUENCES
from common import data, forward_inputs, layers, time_calls, time_training

activation = jnp.tanh if net == "8-8-1" else jax.nn.relu


def last_state(parameters, x):
    """Of an LSTM. Unrolled it is the fastest, and with the input's part in each step as fast as all at once, or faster."""
    (from_input, input_bias), (from_state, state_bias) = parameters

    def step(state, x):
        h, c = state
        i, f, g, o = jnp.split(x @ from_input + input_bias + h @ from_state + state_bias, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zero = jnp.zeros((len(x), from_state.shape[0]))
    return jax.lax.scan(step, (zero, zero), x.swapaxes(0, 1), unroll=True)[0][0]


def forward(parameters, x):
    paddings = iter(LENET_PADDING)
    if net == SEQUENCES:
        x, parameters = last_state(parameters[:2], x), parameters[2:]
    for i, (weight, bias) in enumerate(parameters):
        if weight.ndim == 4:
            around = [(padding := next(paddings), padding)] * 2
            x = jax.lax.conv_general_dilated(x, weight, (1, 1), around) + bias[:, None, None]
            x, window = activation(x), (1, 1, 2, 2)
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
            continue
        x = x.reshape(x.shape[0], -1) @ weight + bias
        if i + 1 < len(parameters) or net == "3-1-2":
            x = activation(x)
    return x


def loss(parameters, x, target):
    y = forward(parameters, x)
    if net in CLASSIFIERS:
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(y), target[:, None], 1))
    if net == AUTOENCODER:
        return jnp.mean(jnp.maximum(y, 0) - target * y + jnp.log1p(jnp.exp(-jnp.abs(y))))
    return jnp.mean((y - target) ** 2)


turned = lambda weight: weight if weight.ndim == 4 else weight.T.copy()
first = [(jnp.asarray(turned(weight)), jnp.asarray(bias)) for weight, bias in layers(net)]

if task.startswith("forward"):
    inputs = [jnp.asarray(x) for x in forward_inputs(net, task)]
    jitted = jax.jit(forward)
    check = jitted(first, inputs[0])[0, 0], jitted(first, inputs[-1])[-1, -1]
    time_calls(sys.argv[1], [lambda x=x: jitted(first, x).block_until_ready() for x in inputs], check)
    sys.exit()

batch = int(task.split("-")[1]) if "-" in task else 1
rate = 1e-3 if "adam" in task else 0.1 if net == "3-1-2" else 0.01
inputs, targets = (jnp.asarray(array.reshape(-1, batch, *array.shape[1:])) for array in data(net))


def sgd(state, gradient):
    step = lambda p, g: p - rate * g
    return jax.tree.map(step, state, gradient)


def adam(state, gradient):
    parameters, mean, variance, t = state
    t = t + 1
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
    variance = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, variance, gradient)
    size, scale = rate / (1 - 0.9**t), 1 / jnp.sqrt(1 - 0.999**t)
    step = lambda p, m, v: p - size * m / (jnp.sqrt(v) * scale + 1e-8)
    return jax.tree.map(step, parameters, mean, variance), mean, variance, t


@partial(jax.jit, static_argnums=2)
def scan(state, start, count):
    def step(state, i):
        parameters = state[0] if "adam" in task else state
        at = i % len(inputs)
        value, gradient = jax.value_and_grad(loss)(parameters, inputs[at], targets[at])
        return (adam if "adam" in task else sgd)(state, gradient), value

    state, losses = jax.lax.scan(step, state, start + jnp.arange(count))
    return state, losses[-1]


zero = jax.tree.map(jnp.zeros_like, first)
start = lambda: (first, zero, zero, jnp.float32(0)) if "adam" in task else first
steps = lambda *arguments: jax.block_until_ready(scan(*arguments))
# So many that the call itself costs nothing.
time_training(sys.argv[1], start, steps, least=200)
