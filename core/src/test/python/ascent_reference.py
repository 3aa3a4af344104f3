"""Plain gradient ascent on a class score by PyTorch, over the operators of an ONNX file: the score that
`AscentReferenceTest` has to reach with the same recipe on the same file.

    python ascent_reference.py MODEL.onnx CLASS RATE LAMBDA STEPS MEAN STD START

The picture is climbed in units of normalised input / unit, unit = 57.375 / (255 * STD), as `PixelSpace` does. START is
`zero`, or `pattern`: pixel levels 80 + (7 x x + 13 y y + 3 x y + 29 c) mod 97, where no
two windows are alike.
"""

import sys

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

torch.set_num_threads(1)


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def pooled(x, a):
    pads = a.get("pads", [0, 0, 0, 0])
    x = F.pad(x, (pads[1], pads[3], pads[0], pads[2]), value=float("-inf"))
    return F.max_pool2d(x, a["kernel_shape"], a["strides"])


def convolved(x, w, b, a):
    pads = a.get("pads", [0, 0, 0, 0])
    x = F.pad(x, (pads[1], pads[3], pads[0], pads[2]))
    return F.conv2d(x, w, b, a.get("strides", [1, 1]), 0, a.get("dilations", [1, 1]), a.get("group", 1))


def picture_input(graph):
    """Old files list their weights among the inputs."""
    weights = {t.name for t in graph.initializer}
    return next(i for i in graph.input if i.name not in weights)


def forward(graph, weights, picture):
    values = {picture_input(graph).name: picture, **weights}
    for node in graph.node:
        i = [values[n] if n else None for n in node.input]
        a = attributes(node)
        if node.op_type == "Conv":
            y = convolved(i[0], i[1], i[2] if len(i) > 2 else None, a)
        elif node.op_type == "BatchNormalization":
            y = F.batch_norm(i[0], i[3], i[4], i[1], i[2], eps=a.get("epsilon", 1e-5))
        elif node.op_type == "Relu":
            y = F.relu(i[0])
        elif node.op_type == "MaxPool":
            y = pooled(i[0], a)
        elif node.op_type == "Concat":
            y = torch.cat(i, a["axis"])
        elif node.op_type in ("Dropout", "Identity"):
            y = i[0]
        elif node.op_type == "Softmax":
            return i[0].flatten(1)  # the score is taken before it
        elif node.op_type == "GlobalAveragePool":
            y = i[0].mean((2, 3), keepdim=True)
        elif node.op_type == "Flatten":
            y = i[0].flatten(1)
        elif node.op_type == "Gemm":
            assert a.get("transB") == 1 and a.get("alpha", 1) == 1 and a.get("beta", 1) == 1
            y = F.linear(i[0], i[1], i[2])
        else:
            raise SystemExit(f"no {node.op_type} here")
        values[node.output[0]] = y
    return values[graph.output[0].name]


def start(name, shape, mean, std, unit):
    if name == "zero":
        return torch.zeros(shape)
    c, y, x = np.ogrid[: shape[1], : shape[2], : shape[3]]
    level = 80 + (7 * x * x + 13 * y * y + 3 * x * y + 29 * c) % 97
    return torch.tensor(((level / 255 - mean) / std / unit)[None], dtype=torch.float32)


def main(path, target, rate, decay, steps, mean, std, begin):
    model = onnx.load(path)
    graph = model.graph
    weights = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer}
    dims = [d.dim_value for d in picture_input(graph).type.tensor_type.shape.dim]
    unit = 57.375 / (255 * std)
    u = start(begin, [1, *dims[1:]], mean, std, unit).requires_grad_()
    for step in range(steps + 1):
        score = forward(graph, weights, u * unit)[0, target]
        if step in (0, steps):
            print(f"step {step}: score {score.item():.6f}, rms {u.square().mean().sqrt().item():.6f}")
        if step == steps:
            break
        (gradient,) = torch.autograd.grad(score - decay * u.square().sum(), u)
        u = (u + rate * gradient).detach().requires_grad_()


if __name__ == "__main__":
    model, target, rate, decay, steps, mean, std, begin = sys.argv[1:]
    main(model, int(target), float(rate), float(decay), int(steps), float(mean), float(std), begin)
