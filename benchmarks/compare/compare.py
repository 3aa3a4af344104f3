"""Time Fovea beside PyTorch on the same networks, each engine in a process of its own, in turn, several rounds.

  python compare.py FOLDER --classpath CP [--batch 1] [--threads 2] [--rounds 3] [--runs 15] [--compile] [NAME ...]

FOLDER holds what export_models.py wrote; CP is the class path of the module benchmarks with its dependencies. Prints
each process's line of JSON, then a Markdown table: the smallest time over all rounds, and the median of the rounds'
medians in brackets. On a busy machine only the smallest times say something.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def measured(command):
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = [text for text in out.splitlines() if text.startswith("{")][-1]
    print(line, flush=True)
    return json.loads(line)


def cell(rounds, key):
    smallest = min(r[key + "_min"] for r in rounds)
    return smallest, f"{smallest:.1f} ({statistics.median(r[key + '_median'] for r in rounds):.1f})"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--classpath", required=True)
    arguments.add_argument("--java", default="java")
    arguments.add_argument("--batch", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--runs", type=int, default=15)
    arguments.add_argument("--compile", action="store_true", help="also time torch.compile")
    given = arguments.parse_args()
    names = given.names or sorted(p.stem for p in given.folder.glob("*.onnx"))
    numbers = [str(given.batch), str(given.threads), str(given.runs)]
    table, ratios, gains = [], [], []
    for name in names:
        fovea = [given.java, "--enable-native-access=ALL-UNNAMED", "-cp", given.classpath,
                 "dev.fovea.benchmarks.SaliencyTimes", str(given.folder / f"{name}.onnx"), *numbers]
        torch = [sys.executable, str(HERE / "peer_torch.py"), name, "--batch", numbers[0], "--threads", numbers[1],
                 "--runs", numbers[2]]
        peers = [torch, [*torch, "--compile"]] if given.compile else [torch]
        found = {}
        for _ in range(given.rounds):
            for command in [fovea, *peers]:
                result = measured(command)
                found.setdefault(result["engine"], []).append(result)
        forward, forward_text = cell(found["fovea"], "forward")
        own, own_text = cell(found["fovea"], "saliency")
        best = min(cell(rounds, "saliency")[0] for engine, rounds in found.items() if engine != "fovea")
        ratios.append(own / forward)
        gains.append(best / own)
        peak = max(r["peak_mb"] for r in found["fovea"])
        peer_texts = [cell(rounds, "saliency")[1] for engine, rounds in found.items() if engine != "fovea"]
        table.append([name, forward_text, own_text, f"{ratios[-1]:.2f}", *peer_texts, f"{gains[-1]:.2f}", str(peak)])
    engines = [engine for engine in found if engine != "fovea"]
    heads = ["model", "forward ms", "saliency ms", "ratio", *engines, "times faster", "peak MB"]
    print("\n| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in table:
        print("| " + " | ".join(row) + " |")
    print(f"\nGeometric means: ratio {statistics.geometric_mean(ratios):.2f}, "
          f"{statistics.geometric_mean(gains):.2f} times faster than the fastest peer.")


if __name__ == "__main__":
    main()
