"""ONNX Runtime, inference only: bench_onnxruntime.py NET/TASK. One thread; inputs and outputs are bound once, so
that no array is converted in a call."""

import sys

net, task = sys.argv[1].split("/")
if task not in ("forward", "forward-64"):
    sys.exit()

import numpy as np
import onnxruntime as ort
from common import forward_inputs, layers, time_calls
from onnx import TensorProto, helper, numpy_helper


def model(net, batch):
    activation = "Tanh" if net == "8-8-1" else "Relu"
    parameters = layers(net)
    nodes, weights, x = [], [], "x"
    for i, (weight, bias) in enumerate(parameters):
        last = i + 1 == len(parameters)
        weights += [numpy_helper.from_array(weight, f"w{i}"), numpy_helper.from_array(bias, f"b{i}")]
        activated = not last or net == "3-1-2"
        y = "y" if last and not activated else f"dense{i}"
        nodes.append(helper.make_node("Gemm", [x, f"w{i}", f"b{i}"], [y], transB=1))
        if activated:
            x = "y" if last else f"active{i}"
            nodes.append(helper.make_node(activation, [y], [x]))
    shape = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, width])
    ends = [shape("x", parameters[0][0].shape[1])], [shape("y", parameters[-1][0].shape[0])]
    graph = helper.make_graph(nodes, "net", *ends, weights)
    opset = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()


inputs = forward_inputs(net, task)
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 3
session = ort.InferenceSession(model(net, len(inputs[0])), options, providers=["CPUExecutionProvider"])
outputs = [session.run(None, {"x": x})[0] for x in inputs]


def bound(x, y):
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", ort.OrtValue.ortvalue_from_numpy(x))
    binding.bind_ortvalue_output("y", ort.OrtValue.ortvalue_from_numpy(np.zeros_like(y)))
    return lambda: session.run_with_iobinding(binding)


calls = [bound(x, y) for x, y in zip(inputs, outputs)]
time_calls(sys.argv[1], calls, (outputs[0][0, 0], outputs[-1][-1, -1]))
