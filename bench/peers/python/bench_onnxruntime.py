"""ONNX Runtime, inference only: bench_onnxruntime.py NET/TASK. One thread; inputs and outputs are bound once, so
that no array is converted in a call."""

import sys

net, task = sys.argv[1].split("/")
if task not in ("forward", "forward-64", "spot"):
    sys.exit()

import numpy as np
import onnxruntime as ort
from common import KEYWORDS, LENET_PADDING, SEQUENCES
from common import forward_inputs, keywords_padding, layers, time_calls
from onnx import TensorProto, helper, numpy_helper


def model(net, shape):
    activation = "Tanh" if net == "8-8-1" else "Relu"
    parameters, paddings = layers(net), iter(LENET_PADDING)
    nodes, weights = [], []

    def node(operation, *tensors, unused=0, **attributes):
        """One more, with the output of the one before; its own is the one after some unused ones."""
        x, y = f"x{len(nodes)}", f"x{len(nodes) + 1}"
        nodes.append(helper.make_node(operation, [x, *tensors], [""] * unused + [y], **attributes))

    if net == SEQUENCES:
        # ONNX has the gates in the order i, o, f, g, both biases behind one another, and an axis of directions.
        ordered = lambda array: np.concatenate([np.split(array, 4)[gate] for gate in (0, 3, 1, 2)])
        (w, r), biases = zip(*((ordered(weight), ordered(bias)) for weight, bias in parameters[:2]))
        tensors, parameters = dict(w=w, r=r, b=np.concatenate(biases)), parameters[2:]
        weights += [numpy_helper.from_array(array[None], name) for name, array in tensors.items()]
        node("Transpose", perm=[1, 0, 2])
        node("LSTM", *tensors, unused=1, hidden_size=64)
        node("Flatten", axis=2)
    for i, (weight, bias) in enumerate(parameters):
        tensors = f"w{i}", f"b{i}"
        weights += [numpy_helper.from_array(weight, tensors[0]), numpy_helper.from_array(bias, tensors[1])]
        if weight.ndim == 4 and net == KEYWORDS:
            left, above, right, below = keywords_padding(weight)
            first = weight.shape[2] == 10
            groups = 64 if weight.shape[2] == 3 else 1
            node("Conv", *tensors, pads=[above, left, below, right], strides=[1 + first] * 2, group=groups)
            node(activation)
            continue
        if weight.ndim == 4:
            node("Conv", *tensors, pads=[next(paddings)] * 4)
            node(activation)
            node("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
            continue
        if i and parameters[i - 1][0].ndim == 4:
            if net == KEYWORDS:
                node("GlobalAveragePool")
            node("Flatten")
        node("Gemm", *tensors, transB=1)
        if i + 1 < len(parameters) or net == "3-1-2":
            node(activation)
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    y = f"x{len(nodes)}"
    ends = [value("x0", shape)], [value(y, [shape[0], len(bias)])]
    graph = helper.make_graph(nodes, "net", *ends, weights)
    opset = [helper.make_opsetid("", 17)]
    return y, helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


inputs = forward_inputs(net, task)
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 3
y, serialized = model(net, inputs[0].shape)
session = ort.InferenceSession(serialized, options, providers=["CPUExecutionProvider"])
outputs = [session.run(None, {"x0": x})[0] for x in inputs]


def bound(x, output):
    binding = session.io_binding()
    binding.bind_ortvalue_input("x0", ort.OrtValue.ortvalue_from_numpy(x))
    binding.bind_ortvalue_output(y, ort.OrtValue.ortvalue_from_numpy(np.zeros_like(output)))
    return lambda: session.run_with_iobinding(binding)


calls = [bound(*pair) for pair in zip(inputs, outputs)]
time_calls(sys.argv[1], calls, (outputs[0][0, 0], outputs[-1][-1, -1]))
