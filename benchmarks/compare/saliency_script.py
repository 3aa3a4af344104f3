"""What a user of PyTorch would write for one saliency map: the peer of `fovea explain` as a whole process.

  python saliency_script.py NAME WEIGHTS.pt PICTURE.jpg MAP.png

NAME is one of torchvision's networks; WEIGHTS.pt is its state_dict. Reads the picture, resizes the shorter side to 256,
crops 224, normalises, takes the gradient of the highest score and writes the largest absolute value per pixel as a PNG.
"""
import sys
import types

import numpy as np
import torch
from PIL import Image

sys.modules.setdefault("torchvision._meta_registrations", types.ModuleType("torchvision._meta_registrations"))
import torchvision.models  # noqa: E402


def main():
    name, weights, picture, map_png = sys.argv[1:]
    torch.set_num_threads(2)
    net = getattr(torchvision.models, name)(weights=None)
    net.load_state_dict(torch.load(weights, mmap=True), assign=True)
    net.eval().requires_grad_(False)
    image = Image.open(picture).convert("RGB")
    scale = 256 / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.BILINEAR)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32) / 255
    x = (pixels - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    x = torch.from_numpy(x.astype(np.float32).transpose(2, 0, 1)[None]).requires_grad_()
    gradient = torch.autograd.grad(net(x).max(1).values.sum(), x)[0]
    saliency = gradient.abs().amax(1)[0].numpy()
    Image.fromarray((255 * saliency / saliency.max()).astype(np.uint8)).save(map_png)


if __name__ == "__main__":
    main()
