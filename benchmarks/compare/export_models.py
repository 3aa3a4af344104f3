"""Write the networks that saliency is timed on, with seeded random weights, as ONNX files.

  python export_models.py FOLDER [NAME ...]

Needs torch, torchvision, timm and onnx. The files are not committed: they take 300 MB, and weights do not change times.
Batch statistics are those of one noisy batch, so that activations neither vanish nor overflow.
"""
import argparse
import pathlib
import sys
import types

import torch

sys.modules.setdefault("torchvision._meta_registrations", types.ModuleType("torchvision._meta_registrations"))
import timm  # noqa: E402
import torchvision.models as tv  # noqa: E402

MODELS = {
    "squeezenet1_1": tv.squeezenet1_1,
    "resnet18": tv.resnet18,
    "resnet50": tv.resnet50,
    "vgg16": tv.vgg16,
    "mobilenet_v2": tv.mobilenet_v2,
    "efficientnet_b0": tv.efficientnet_b0,
    "densenet121": tv.densenet121,
    "deit_tiny": lambda: timm.create_model("deit_tiny_patch16_224"),
}


def calibrated(make):
    """The network in inference mode, its BatchNormalization statistics measured once."""
    torch.manual_seed(0)
    net = make()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    net.train()
    with torch.no_grad():
        net(torch.randn(2, 3, 224, 224))
    return net.eval()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("names", nargs="*")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name in given.names or MODELS:
        torch.onnx.export(
            calibrated(MODELS[name]),
            (torch.zeros(1, 3, 224, 224),),
            str(given.folder / f"{name}.onnx"),
            dynamo=False,
            opset_version=18,
            input_names=["input"],
            output_names=["logits"],
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
            do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE,
        )
        print(name)


if __name__ == "__main__":
    main()
