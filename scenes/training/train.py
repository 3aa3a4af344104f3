"""Trains the scenes classifier and writes it as ONNX with its sidecar.

    python train.py TRAIN.bin OUTPUT_FOLDER
"""

import argparse
import json
import pathlib
import time

import torch
from torch import nn

from network import network
from scenes import LABELS, MEAN, SIZE, STD, Scenes, normalise

BATCH = 128
NOISE = 0.15
NAME = "scenes-cnn"


class Augmentation:
    """Mirrors half of the pictures, and adds noise of a strength drawn for each."""

    def __init__(self, generator):
        self.generator = generator
        # Drawn once and cut at random places: fresh noise for every batch would take as long as the network.
        self.noise = torch.randn(2**24, generator=generator)

    def __call__(self, pictures):
        count = pictures.numel()
        start = torch.randint(len(self.noise) - count, (1,), generator=self.generator).item()
        noise = self.noise[start : start + count].view(-1, SIZE, SIZE, 3).permute(0, 3, 1, 2)
        strength = NOISE * torch.rand(len(pictures), 1, 1, 1, generator=self.generator)
        mirror = torch.rand(len(pictures), generator=self.generator) < 0.5
        pictures[mirror] = pictures[mirror].flip(3)
        return pictures + strength * noise


def train(scenes, epochs, seed):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = network(len(LABELS)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, nesterov=True, weight_decay=5e-4)
    steps = len(scenes) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.2, epochs * steps, pct_start=0.2)
    augmentation = Augmentation(generator)
    start = time.time()
    for epoch in range(epochs):
        order = torch.randperm(len(scenes), generator=generator).numpy()
        total = correct = 0
        for step in range(steps):
            rows = order[step * BATCH : (step + 1) * BATCH]
            inputs = normalise(augmentation(scenes.pictures(rows))).to(memory_format=torch.channels_last)
            targets = scenes.classes[rows]
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(inputs)
                loss = nn.functional.cross_entropy(logits, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            correct += (logits.argmax(1) == targets).sum().item()
        print(
            f"epoch {epoch + 1:2d}  loss {total / steps:.4f}  accuracy {correct / (steps * BATCH):.4f}"
            f"  {time.time() - start:.0f} s",
            flush=True,
        )
    return model.to(memory_format=torch.contiguous_format).eval()


def export(model, folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / f"{NAME}.pt")
    # PRESERVE keeps the BatchNormalization nodes, which the default would fold into the convolutions.
    torch.onnx.export(
        model,
        (torch.zeros(1, 3, SIZE, SIZE),),
        str(folder / f"{NAME}.onnx"),
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=17,
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=False,
        dynamo=False,
    )
    sidecar = {
        "preprocessing": {
            "layout": "NCHW",
            "channels": "RGB",
            "resize": {"mode": "squash", "size": [SIZE, SIZE], "filter": "bilinear"},
            "crop": None,
            "scale": 1 / 255,
            "mean": [MEAN] * 3,
            "std": [STD] * 3,
        },
        "labels": LABELS,
        "score": "logit",
    }
    (folder / f"{NAME}.fovea.json").write_text(json.dumps(sidecar, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenes")
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    export(train(Scenes(arguments.scenes), arguments.epochs, arguments.seed), arguments.output)


if __name__ == "__main__":
    main()
