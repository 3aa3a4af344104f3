"""Time whole commands: from the start of the process to the picture written.

  python commands.py MODELS PICTURES --fovea ../../fovea [--rounds 11] [--many 1000] [--write docs/performance.md]

MODELS holds what export_models.py wrote, PICTURES some photographs (JPEG). Measures, command after command in turn:

- start: one map by squeezenet1_1, by `fovea explain` with its cache filled, and by saliency_script.py with PyTorch;
- memory: the most resident memory of one map by vgg16, by both;
- folder: maps of so many pictures (the photographs again and again), its rate, processor time and memory, and the memory
  of a tenth of them.

Prints the table and writes it between the second markers of the file named by --write.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
BEGIN, END = "<!-- commands.py writes below -->", "<!-- commands.py wrote above -->"


def arguments():
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("models", type=pathlib.Path)
    given.add_argument("pictures", type=pathlib.Path)
    given.add_argument("--fovea", default=str(HERE.parent.parent / "fovea"))
    given.add_argument("--rounds", type=int, default=11)
    given.add_argument("--many", type=int, default=1000)
    given.add_argument("--write", type=pathlib.Path)
    return given.parse_args()


def run(command, surroundings):
    """Seconds of wall time and of processor time, and MB of peak resident memory of the largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(map(str, command))} failed with {status}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def state(name, models):
    """The network's weights as PyTorch keeps them; written by another process, so that this one stays small."""
    file = models / f"{name}.pt"
    if not file.exists():
        code = ("import sys, torch; sys.path.insert(0, sys.argv[1]); from export_models import MODELS, calibrated; "
                "torch.save(calibrated(MODELS[sys.argv[2]]).state_dict(), sys.argv[3])")
        subprocess.run([sys.executable, "-c", code, str(HERE), name, str(file)], check=True)
    return file


def spread(values, digits):
    return f"{min(values):.{digits}f} (median {statistics.median(values):.{digits}f}, most {max(values):.{digits}f})"


def main():
    given = arguments()
    photographs = sorted(p for p in given.pictures.iterdir() if p.suffix.lower() in (".jpg", ".jpeg"))
    lines = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        surroundings = {**os.environ, "FOVEA_CACHE": str(scratch / "cache")}

        def fovea(name, inputs, *more):
            return run([given.fovea, "explain", *map(str, inputs), "--model", str(given.models / f"{name}.onnx"), "--preset",
                        "imagenet", "--out", str(scratch / "maps"), "--threads", "2", *more], surroundings)

        def pytorch(name):
            return run([sys.executable, str(HERE / "saliency_script.py"), name, str(state(name, given.models)),
                        str(photographs[0]), str(scratch / "map.png")], surroundings)

        for name, rounds in (("squeezenet1_1", given.rounds), ("vgg16", 3)):
            once = lambda: fovea(name, photographs[:1], "--save", "heatmap")
            uncached, _, _ = once()
            once(), pytorch(name)
            ours, theirs = zip(*[(once(), pytorch(name)) for _ in range(rounds)])
            lines += [
                f"| {name}, one map: seconds, Fovea | {spread([wall for wall, _, _ in ours], 2)}; without cache {uncached:.2f} |",
                f"| {name}, one map: seconds, PyTorch | {spread([wall for wall, _, _ in theirs], 2)} |",
                f"| {name}, one map: peak MB, Fovea / PyTorch | {max(m for _, _, m in ours):.0f} / "
                f"{max(m for _, _, m in theirs):.0f} |",
            ]
            print("\n".join(lines[-3:]), flush=True)

        for name in ("squeezenet1_1", "resnet50"):
            memory = {}
            for count in (given.many // 10, given.many):
                folder = scratch / f"{name}-{count}"
                folder.mkdir()
                for i in range(count):
                    (folder / f"{i:04}.jpg").symlink_to(photographs[i % len(photographs)].resolve())
                wall, processor, memory[count] = fovea(name, [folder], "--save", "heatmap")
            lines += [
                f"| {name}, {given.many} pictures: ms each, cores busy | {1e3 * wall / given.many:.1f}, {processor / wall:.2f} |",
                f"| {name}, {given.many} pictures: peak MB; of {given.many // 10} | {memory[given.many]:.0f}; "
                f"{memory[given.many // 10]:.0f} |",
            ]
            print("\n".join(lines[-2:]), flush=True)
    report = "| | |\n|---|---|\n" + "\n".join(lines) + "\n"
    if given.write:
        before, rest = given.write.read_text().split(BEGIN, 1)
        given.write.write_text(before + BEGIN + "\n\n" + report + "\n" + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
