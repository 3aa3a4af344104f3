"""Accuracy of the exported model on unseen scenes, and how much of the gradient's mass lies on the object.

    python check.py MODEL_FOLDER TEST.bin
"""

import argparse
import pathlib

import numpy as np
import onnxruntime
import torch

from network import network
from scenes import LABELS, Scenes, normalise
from train import NAME


def logits(folder, scenes, batch=100):
    session = onnxruntime.InferenceSession(str(folder / f"{NAME}.onnx"), providers=["CPUExecutionProvider"])
    parts = []
    for start in range(0, len(scenes), batch):
        rows = np.arange(start, min(start + batch, len(scenes)))
        parts.append(session.run(["logits"], {"image": normalise(scenes.pictures(rows)).numpy()})[0])
    return np.concatenate(parts)


def saliency(model, pictures, classes):
    """Simonyan et al. 2013: the largest of the channels' absolute gradients of the class's score."""
    inputs = normalise(pictures).requires_grad_()
    model(inputs).gather(1, classes[:, None]).sum().backward()
    return inputs.grad.abs().amax(1)


def concentration(maps, masks):
    """Share of each map's mass on the object, and that share over the object's share of the area."""
    share = (maps * masks).sum((1, 2)) / maps.sum((1, 2))
    return share, share / masks.mean((1, 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("scenes")
    parser.add_argument("--maps", type=int, default=200)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    scenes = Scenes(arguments.scenes)
    scores = logits(arguments.model, scenes)
    right = scores.argmax(1) == scenes.classes.numpy()
    print(f"accuracy on {len(scenes)} unseen scenes: {right.mean():.4f}")
    for index, label in enumerate(LABELS):
        of_class = scenes.classes.numpy() == index
        if not of_class.any():
            continue
        print(f"  {label:10s} {right[of_class].mean():.4f} of {of_class.sum()}")

    model = network(len(LABELS)).eval()
    model.load_state_dict(torch.load(arguments.model / f"{NAME}.pt"))
    rows = np.arange(min(arguments.maps, len(scenes)))
    with torch.no_grad():
        torch_scores = model(normalise(scenes.pictures(rows)))
    print(f"largest difference between ONNX Runtime and PyTorch: {np.abs(torch_scores.numpy() - scores[rows]).max():.2e}")
    maps = saliency(model, scenes.pictures(rows), torch.from_numpy(scores[rows].argmax(1)))
    share, ratio = concentration(maps, scenes.masks(rows))
    print(
        f"gradient mass on the object, {len(rows)} scenes: {share.mean():.3f} of the map on {scenes.masks(rows).mean():.3f}"
        f" of the area; ratio mean {ratio.mean():.2f}, median {ratio.median():.2f}, worst {ratio.min():.2f}"
    )
    hits = (maps * scenes.masks(rows)).amax((1, 2)) == maps.amax((1, 2))
    print(f"strongest pixel on the object: {hits.float().mean():.3f}")


if __name__ == "__main__":
    main()
