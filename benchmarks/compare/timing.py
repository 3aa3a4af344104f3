"""What every peer does alike: arguments, the picture, warm-up, rounds of forward and saliency in turn, a line of JSON."""
import argparse
import json
import pathlib
import re
import time

import numpy as np


def arguments(description):
    given = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("model", type=pathlib.Path, help="an ONNX file that export_models.py wrote")
    given.add_argument("--batches", default="1")
    given.add_argument("--threads", type=int, default=2)
    given.add_argument("--seconds", type=float, default=3, help="per batch, after three runs of warm-up")
    given.add_argument("--input", type=pathlib.Path, help="float32 pictures, as many as the largest batch")
    given.add_argument("--gradient", type=pathlib.Path, help="where to write the first picture's gradient")
    return given


def pictures(given, batch):
    if given.input:
        return np.fromfile(given.input, np.float32).reshape(-1, 3, 224, 224)[:batch]
    return np.random.default_rng(1).standard_normal((batch, 3, 224, 224), dtype=np.float32)


def peak_megabytes():
    status = pathlib.Path("/proc/self/status")
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) // 1024 if status.exists() else -1


def clock(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def report(given, engine, batch, forward, saliency):
    """Times the two functions, which return when they are done; saliency returns the gradient as a numpy array."""
    gradient = saliency()
    if given.gradient and batch == 1:
        gradient.astype(np.float32).tofile(given.gradient)
    for _ in range(2):
        forward()
        saliency()
    forwards, saliencies = [], []
    start = time.perf_counter()
    while len(forwards) < 3 or time.perf_counter() - start < given.seconds:
        forwards.append(clock(forward))
        saliencies.append(clock(saliency))
    forwards.sort()
    saliencies.sort()
    middle = len(forwards) // 2
    print(json.dumps({
        "model": given.model.name,
        "engine": engine,
        "batch": batch,
        "threads": given.threads,
        "runs": len(forwards),
        "forward_min": round(forwards[0], 2),
        "forward_median": round(forwards[middle], 2),
        "saliency_min": round(saliencies[0], 2),
        "saliency_median": round(saliencies[middle], 2),
        "ratio_min": round(saliencies[0] / forwards[0], 2),
        "ratio_median": round(saliencies[middle] / forwards[middle], 2),
        "peak_mb": peak_megabytes(),
    }), flush=True)
