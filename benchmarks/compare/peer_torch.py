"""Time forward passes and input gradients of one network in PyTorch.

  python peer_torch.py MODEL.onnx [--batches 1,8] [--threads 2] [--seconds 3] [--input F] [--gradient F] [--compile]

The network is the one that export_models.py wrote under this name, with BatchNormalization folded into convolutions as
PyTorch's own tool does where it can. Gradients are taken with respect to the picture only, which is autograd's fastest
way.
"""
import torch
from torch.fx.experimental.optimization import fuse

import timing
from export_models import MODELS, calibrated


def saliency(net, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(net(x)[:, 0].sum(), x)[0].numpy()


def main():
    arguments = timing.arguments(__doc__)
    arguments.add_argument("--compile", action="store_true")
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    net = calibrated(MODELS[given.model.stem]).requires_grad_(False)
    try:
        net = fuse(net)
    except Exception:  # not traceable: it has no BatchNormalization to fold either
        pass
    if given.compile:
        net = torch.compile(net)

    for batch in map(int, given.batches.split(",")):
        x = torch.from_numpy(timing.pictures(given, batch))

        def forward():
            with torch.inference_mode():
                net(x)

        timing.report(given, "torch.compile" if given.compile else "PyTorch", batch, forward, lambda: saliency(net, x))


if __name__ == "__main__":
    main()
