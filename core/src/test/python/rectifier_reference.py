"""What arrives at the input by the deconvnet's and guided backpropagation's way through ReLUs, by PyTorch's autograd in
float64 over the operators of an ONNX file: the goldens of `BackwardRuleTest`.

    python rectifier_reference.py FOLDER OUT NAME...

reads FOLDER/NAME.onnx, FOLDER/index.json for its input and class, and writes OUT/NAME.deconvnet.npy and
OUT/NAME.guided.npy (float32). ReLU6, exported as Clip(0, 6), is a ReLU here; what lies above 6 is flat. Printed: the
difference between float32 and float64, relative to the largest absolute value.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

from ascent_reference import attributes, convolved, picture_input, pooled

torch.set_num_threads(1)


def rectifier(rule, most):
    class Rectifier(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.clamp(0, most)

        @staticmethod
        def backward(ctx, r):
            (x,) = ctx.saved_tensors
            active = (x > 0) & (x < most)
            return {"gradient": r * active, "deconvnet": r * (r > 0), "guided": r * active * (r > 0)}[rule]

    return Rectifier.apply


def forward(graph, weights, picture, rule):
    values = {picture_input(graph).name: picture, **weights}
    for node in graph.node:
        i = [values[n] if n else None for n in node.input]
        a = attributes(node)
        match node.op_type:
            case "Constant":
                y = torch.tensor(numpy_helper.to_array(a["value"]))
            case "Conv":
                y = convolved(i[0], i[1], i[2] if len(i) > 2 else None, a)
            case "BatchNormalization":
                y = F.batch_norm(i[0], i[3], i[4], i[1], i[2], eps=a.get("epsilon", 1e-5))
            case "Relu":
                y = rectifier(rule, float("inf"))(i[0])
            case "Clip":
                assert i[1] == 0
                y = rectifier(rule, float(i[2]))(i[0])
            case "MaxPool":
                y = pooled(i[0], a)
            case "Add":
                y = i[0] + i[1]
            case "GlobalAveragePool":
                y = i[0].mean((2, 3), keepdim=True)
            case "Flatten":
                y = i[0].flatten(1)
            case "Gemm":
                y = F.linear(i[0], i[1], i[2])
            case other:
                raise SystemExit(f"no {other} here")
        values[node.output[0]] = y
    return values[graph.output[0].name]


def arriving(graph, x, target, rule, dtype):
    weights = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer}
    weights = {n: w.to(dtype) if w.is_floating_point() else w for n, w in weights.items()}
    x = torch.tensor(x, dtype=dtype, requires_grad=True)
    (r,) = torch.autograd.grad(forward(graph, weights, x, rule)[0, target], x)
    return r.double().numpy()


def main(folder, out, names):
    rows = {r["name"]: r for r in json.loads((folder / "index.json").read_text())}
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        row = rows[name]
        graph = onnx.load(folder / f"{name}.onnx").graph
        x = np.load(folder / f"{row['golden']}.input.npy")
        known = np.load(folder / f"{row['golden']}.gradient.npy")
        for rule in ("gradient", "deconvnet", "guided"):
            exact = arriving(graph, x, row["class"], rule, torch.float64)
            single = arriving(graph, x, row["class"], rule, torch.float32)
            peak = np.abs(exact).max()
            print(f"{name} {rule}: peak {peak:.4g}, float32 off by {np.abs(single - exact).max() / peak:.1e}")
            if rule == "gradient":
                assert np.abs(exact - known).max() < 1e-6 * peak
            else:
                np.save(out / f"{name}.{rule}.npy", exact.astype(np.float32))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
