"""Time forward passes and input gradients of one network in PyTorch; one line of JSON, as SaliencyTimes prints it.

  python peer_torch.py NAME [--batch 1] [--threads 2] [--runs 15] [--compile]

The network is the one that export_models.py writes, with BatchNormalization folded into convolutions as PyTorch's own
tool does where it can. Gradients are taken with respect to the picture only, which is autograd's fastest way.
"""
import argparse
import json
import pathlib
import re
import time

import torch
from torch.fx.experimental.optimization import fuse

from export_models import MODELS, calibrated


def saliency(net, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(net(x)[:, 0].sum(), x)[0]


def timed(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("name", choices=MODELS)
    arguments.add_argument("--batch", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--runs", type=int, default=15)
    arguments.add_argument("--compile", action="store_true")
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    net = calibrated(MODELS[given.name]).requires_grad_(False)
    try:
        net = fuse(net)
    except Exception:  # not traceable: it has no BatchNormalization to fold either
        pass
    if given.compile:
        net = torch.compile(net)
    x = torch.randn(given.batch, 3, 224, 224)

    def forward():
        with torch.inference_mode():
            net(x)

    for _ in range(3):
        forward()
        saliency(net, x)
    forwards, saliencies = [], []
    for _ in range(given.runs):
        forwards.append(timed(forward))
        saliencies.append(timed(lambda: saliency(net, x)))
    forwards.sort()
    saliencies.sort()
    status = pathlib.Path("/proc/self/status")
    peak = int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) // 1024 if status.exists() else -1
    print(json.dumps({
        "model": given.name + ".onnx",
        "engine": "torch.compile" if given.compile else "torch eager",
        "batch": given.batch,
        "threads": given.threads,
        "runs": given.runs,
        "forward_min": round(forwards[0], 2),
        "forward_median": round(forwards[given.runs // 2], 2),
        "saliency_min": round(saliencies[0], 2),
        "saliency_median": round(saliencies[given.runs // 2], 2),
        "ratio_min": round(saliencies[0] / forwards[0], 2),
        "ratio_median": round(saliencies[given.runs // 2] / forwards[given.runs // 2], 2),
        "peak_mb": peak,
    }))


if __name__ == "__main__":
    main()
