"""Time Fovea beside PyTorch, torch.compile, TensorFlow and JAX on the same networks.

  python compare.py FOLDER --classpath CP [--models A,B] [--batches 1,8] [--engines fovea,torch,tf,jax,compile]
                    [--rounds 2] [--seconds 3] [--threads 2] [--once tf,jax] [--write docs/performance.md] [--prepare]

FOLDER holds what export_models.py wrote; CP is the class path of the module benchmarks with its dependencies. Each engine
runs in a process of its own, one after the other, several rounds; within a process forward passes and saliency take turns.
What compilers make is cached beside the models: --prepare runs everything once and briefly to fill the caches. Prints each
process's lines of JSON and at the end the tables, and writes them between the markers of the file named by --write. The
tables show the smallest time over all rounds, and in brackets by how much the rounds' medians exceed it. On a busy machine
only the smallest times say something.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).parent
BEGIN, END = "<!-- compare.py writes below -->", "<!-- compare.py wrote above -->"
PEERS = {
    "torch": ["peer_torch.py"],
    "compile": ["peer_torch.py", "--compile"],
    "tf": ["peer_tf.py"],
    "jax": ["peer_jax.py"],
}
LIMIT = 2.0  # the backward pass does the forward pass's multiplications once more


def arguments():
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder", type=pathlib.Path)
    given.add_argument("--classpath", required=True)
    given.add_argument("--java", default="java")
    given.add_argument("--models")
    given.add_argument("--batches", default="1,8")
    given.add_argument("--engines", default="fovea,torch,tf,jax,compile")
    given.add_argument("--once", default="", help="engines that the first round is enough for")
    given.add_argument("--rounds", type=int, default=2)
    given.add_argument("--seconds", type=float, default=3)
    given.add_argument("--threads", type=int, default=2)
    given.add_argument("--timeout", type=float, default=900, help="seconds for one process; it is then left out")
    given.add_argument("--write", type=pathlib.Path)
    given.add_argument("--prepare", action="store_true")
    return given.parse_args()


def command(given, engine, model, pictures, gradient):
    options = [str(model), "--batches", given.batches, "--threads", str(given.threads), "--seconds",
               "0" if given.prepare else str(given.seconds), "--input", str(pictures), "--gradient", str(gradient)]
    if engine == "fovea":
        return [given.java, "--enable-native-access=ALL-UNNAMED", "-cp", given.classpath,
                "dev.fovea.benchmarks.SaliencyTimes", *options]
    script, *more = PEERS[engine]
    return [sys.executable, str(HERE / script), *options, *more]


def measured(given, engine, model, pictures, gradient):
    """The process's lines, one for each batch; those it got to if it failed or took too long."""
    cache = given.folder / "compiled"
    surroundings = {
        **os.environ,
        "JAX_COMPILATION_CACHE_DIR": str(cache / "jax"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "TORCHINDUCTOR_CACHE_DIR": str(cache / "torch"),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    try:
        done = subprocess.run(command(given, engine, model, pictures, gradient), capture_output=True, text=True,
                              env=surroundings, timeout=given.timeout)
        out, error = done.stdout, done.stderr if done.returncode else ""
    except subprocess.TimeoutExpired as late:
        out, error = (late.stdout or b"").decode(), f"not done after {given.timeout:.0f} s"
    if error:
        print(f"{engine} on {model.name}: {error.strip().splitlines()[-1]}", file=sys.stderr, flush=True)
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    for line in lines:
        print(json.dumps(line), flush=True)
    return lines


def difference(files):
    """How far each engine's gradient is from Fovea's, relative to its length."""
    found = {engine: np.fromfile(file, np.float32) for engine, file in files.items() if file.exists()}
    ours = found.pop("fovea", None)
    if ours is None:
        return {}
    return {engine: float(np.linalg.norm(ours - g) / np.linalg.norm(g)) for engine, g in found.items()}


def smallest(rounds, key):
    return min(r[key + "_min"] for r in rounds)


def cell(rounds, key):
    low = smallest(rounds, key)
    over = statistics.median(r[key + "_median"] for r in rounds) / low - 1
    return f"{low:.1f} (+{over:.0%})"


def table(batch, results, engines):
    """One line per model, then geometric means and worst cases."""
    heads = ["model", "forward ms", "saliency ms", "saliency / forward", "over the limit 2.0", "peak MB"]
    heads += [f"{name} ms" for name in engines[1:]] + ["fastest peer / Fovea"]
    lines, ratios, gains = [], [], []
    for model, found in results.items():
        own = found.get(engines[0])
        if not own:
            continue
        ratio = smallest(own, "saliency") / smallest(own, "forward")
        ratios.append(ratio)
        row = [model, cell(own, "forward"), cell(own, "saliency"), f"{ratio:.2f}", f"+{ratio / LIMIT - 1:.0%}",
               str(max(r["peak_mb"] for r in own))]
        peers = [smallest(found[name], "saliency") for name in engines[1:] if found.get(name)]
        row += [cell(found[name], "saliency") if found.get(name) else "-" for name in engines[1:]]
        if peers:
            gains.append(min(peers) / smallest(own, "saliency"))
        lines.append(row + [f"{gains[-1]:.2f}" if peers else "-"])
    text = [f"### Batch {batch}", "", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    text += ["| " + " | ".join(row) + " |" for row in lines]
    text += ["", f"Saliency / forward: geometric mean {statistics.geometric_mean(ratios):.2f}, worst {max(ratios):.2f}."]
    if gains:
        text += [f"Fastest peer / Fovea: geometric mean {statistics.geometric_mean(gains):.2f}, worst {min(gains):.2f}."]
    return "\n".join(text)


def surroundings(given):
    versions = subprocess.run(
        [sys.executable, "-c", "from importlib.metadata import version as v\n"
         "print(', '.join(n + ' ' + v(n) for n in ['torch', 'tensorflow-cpu', 'jax', 'timm', 'torchvision']))"],
        capture_output=True, text=True).stdout.strip()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
               platform.processor()) if pathlib.Path("/proc/cpuinfo").exists() else platform.processor()
    return (f"{datetime.date.today()}, {cpu}, {os.cpu_count()} cores, {given.threads} threads, {given.rounds} rounds of "
            f"{given.seconds:.0f} s, load average {os.getloadavg()[0]:.1f} at the end. Python {platform.python_version()}, "
            f"{versions}.")


def main():
    given = arguments()
    models = [given.folder / f"{name}.onnx" for name in given.models.split(",")] if given.models else sorted(
        given.folder.glob("*.onnx"))
    engines = given.engines.split(",")
    batches = [int(batch) for batch in given.batches.split(",")]
    results, far = {batch: {} for batch in batches}, {}
    names = {}
    with tempfile.TemporaryDirectory() as scratch:
        pictures = pathlib.Path(scratch) / "pictures.bin"
        np.random.default_rng(1).standard_normal((max(batches), 3, 224, 224), dtype=np.float32).tofile(pictures)
        for model in models:
            files = {engine: pathlib.Path(scratch) / f"{model.stem}.{engine}" for engine in engines}
            for turn in range(1 if given.prepare else given.rounds):
                for engine in engines if turn == 0 else [e for e in engines if e not in given.once.split(",")]:
                    for line in measured(given, engine, model, pictures, files[engine]):
                        names[engine] = line["engine"]
                        found = results[line["batch"]].setdefault(model.stem, {})
                        found.setdefault(line["engine"], []).append(line)
            far[model.stem] = difference(files)
    order = [names[engine] for engine in engines if engine in names]
    text = [surroundings(given), ""]
    for batch in batches:
        text += [table(batch, results[batch], order), ""]
    text += ["Distance of Fovea's gradient from each peer's, relative to its length:", ""]
    for model, distances in far.items():
        text += [f"- {model}: " + ", ".join(f"{names.get(e, e)} {d:.0e}" for e, d in distances.items())]
    report = "\n".join(text) + "\n"
    print("\n" + report)
    if given.write and not given.prepare:
        before, rest = given.write.read_text().split(BEGIN, 1)
        given.write.write_text(before + BEGIN + "\n\n" + report + "\n" + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
