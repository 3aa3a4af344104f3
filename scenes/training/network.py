"""The classifier: four convolutions, two poolings, one linear layer over the global average."""

from collections import OrderedDict

from torch import nn


def convolution(number, inputs, outputs, kernel=3, stride=1, padding=1):
    return [
        (f"conv{number}", nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)),
        (f"norm{number}", nn.BatchNorm2d(outputs)),
        (f"relu{number}", nn.ReLU()),
    ]


def network(classes):
    layers = [
        # Kernel 6 at stride 2: every pixel meets nine weights, so the gradient has no grid in it.
        *convolution(1, 3, 24, kernel=6, stride=2, padding=2),
        ("pool1", nn.MaxPool2d(2)),
        *convolution(2, 24, 48),
        ("pool2", nn.MaxPool2d(2)),
        *convolution(3, 48, 96),
        *convolution(4, 96, 128),
        ("average", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("linear", nn.Linear(128, classes)),
    ]
    return nn.Sequential(OrderedDict(layers))
