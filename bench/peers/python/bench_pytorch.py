"""PyTorch on the processor, one thread, eager, with fused optimizers: bench_pytorch.py NET/TASK."""

import sys

net, task = sys.argv[1].split("/")
if task not in ("forward", "forward-64", "sgd", "adam-1", "adam-32", "adam-128", "spot", "learn"):
    sys.exit()

import torch
from common import AUTOENCODER, CLASSIFIERS, KEYWORDS, LENET_PADDING, SEQUENCES
from common import data, forward_inputs, keywords_padding, layers, time_calls, time_training
from torch import nn

torch.set_num_threads(1)


class LastState(nn.LSTM):
    def forward(self, x):
        return super().forward(x)[1][0][0]


def lstm(from_input, from_state):
    module = LastState(from_input[0].shape[1], from_state[0].shape[1], batch_first=True)
    with torch.no_grad():
        for parameter, array in zip(module.parameters(), (from_input[0], from_state[0], from_input[1], from_state[1])):
            parameter.copy_(torch.from_numpy(array))
    return module


parameters = layers(net)
modules, paddings, flat = [], iter(LENET_PADDING), True
if net == SEQUENCES:
    modules.append(lstm(parameters.pop(0), parameters.pop(0)))
for weight, bias in parameters:
    convolution = weight.ndim == 4 and net != KEYWORDS
    if weight.ndim == 4 and net == KEYWORDS:
        left, above, right, below = keywords_padding(weight)
        modules.append(nn.ZeroPad2d((left, right, above, below)))
        groups, stride = 64 if weight.shape[2] == 3 else 1, 2 if weight.shape[2] == 10 else 1
        module = nn.Conv2d(weight.shape[1] * groups, 64, weight.shape[2:], stride, groups=groups)
    elif convolution:
        module = nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], padding=next(paddings))
    else:
        module = nn.Linear(weight.shape[1], weight.shape[0])
        modules += [nn.AdaptiveAvgPool2d(1)] * (net == KEYWORDS) + [nn.Flatten()] * (not flat)
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(weight))
        module.bias.copy_(torch.from_numpy(bias))
    modules += [module, nn.Tanh() if net == "8-8-1" else nn.ReLU()] + [nn.MaxPool2d(2)] * convolution
    flat = weight.ndim == 2
model = nn.Sequential(*(modules if net == "3-1-2" else modules[:-1]))

if task.startswith("forward") or task == "spot":
    inputs = [torch.from_numpy(x) for x in forward_inputs(net, task)]
    with torch.inference_mode():
        check = model(inputs[0])[0, 0], model(inputs[-1])[-1, -1]
        time_calls(sys.argv[1], [lambda x=x: model(x) for x in inputs], check)
    sys.exit()

batch = 32 if task == "learn" else int(task.split("-")[1]) if "-" in task else 1
inputs, targets = (torch.from_numpy(array).split(batch) for array in data(net))
if net in CLASSIFIERS:
    loss_of, targets = nn.functional.cross_entropy, [target.long() for target in targets]
elif net == AUTOENCODER:
    loss_of = nn.functional.binary_cross_entropy_with_logits
else:
    loss_of = nn.functional.mse_loss
first = {name: tensor.clone() for name, tensor in model.state_dict().items()}


def start():
    model.load_state_dict(first)
    if "adam" in task or task == "learn":
        return torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    return torch.optim.SGD(model.parameters(), lr=0.1 if net == "3-1-2" else 0.01, fused=True)


def steps(optimizer, start, count):
    for i in range(start, start + count):
        optimizer.zero_grad()
        loss = loss_of(model(inputs[i % len(inputs)]), targets[i % len(inputs)])
        loss.backward()
        optimizer.step()
    return optimizer, loss.item()


time_training(sys.argv[1], start, steps)
