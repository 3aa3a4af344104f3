"""Reads what SceneExport writes: rgb, mask and class of one scene after another, raw bytes."""

import numpy as np
import torch

SIZE = 112
LABELS = ["anchor", "butterfly", "fish", "gear", "key", "leaf", "mug", "mushroom", "star", "umbrella"]
MEAN, STD = 0.5, 0.25
PIXELS = SIZE * SIZE


class Scenes:
    """The scenes of one file, left on disk."""

    def __init__(self, path):
        self.bytes = np.memmap(path, dtype=np.uint8, mode="r").reshape(-1, 4 * PIXELS + 1)
        self.classes = torch.from_numpy(self.bytes[:, -1].astype(np.int64))

    def __len__(self):
        return len(self.bytes)

    def pictures(self, rows):
        """Fractions of full brightness, N x 3 x SIZE x SIZE."""
        raw = self.bytes[rows, : 3 * PIXELS].reshape(-1, SIZE, SIZE, 3)
        return torch.from_numpy(np.ascontiguousarray(raw)).permute(0, 3, 1, 2).float() / 255

    def masks(self, rows):
        """1 where the object is seen, N x SIZE x SIZE."""
        raw = self.bytes[rows, 3 * PIXELS : 4 * PIXELS].reshape(-1, SIZE, SIZE)
        return torch.from_numpy(np.ascontiguousarray(raw)).float()


def normalise(pictures):
    return (pictures - MEAN) / STD
