"""Time forward passes and input gradients of one ONNX network in JAX, compiled by jit.

  python peer_jax.py MODEL.onnx [--batches 1,8] [--threads 2] [--seconds 3] [--input F] [--gradient F]
"""
import os

import timing

GIVEN = timing.arguments(__doc__).parse_args()
if hasattr(os, "sched_setaffinity"):
    # XLA takes a thread for each core it may run on.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: GIVEN.threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from jax import lax  # noqa: E402

from onnx_network import Network  # noqa: E402


def window(a, x):
    pads = a.get("pads", [0, 0, 0, 0])
    strides = a.get("strides", [1, 1])
    after = [pads[2], pads[3]]
    if a.get("ceil_mode", 0):
        for i in range(2):
            over = x.shape[i + 1] + pads[i] + pads[i + 2] - a["kernel_shape"][i]
            after[i] += -over % strides[i]
    return strides, [(pads[0], after[0]), (pads[1], after[1])]


class Jax:
    @staticmethod
    def transpose(x, perm):
        return jnp.transpose(x, perm)

    @staticmethod
    def Conv(a, x, w, b=None):
        strides, pads = window(a, x)
        y = lax.conv_general_dilated(x, w, strides, pads, rhs_dilation=a.get("dilations", [1, 1]),
                                     dimension_numbers=("NHWC", "HWIO", "NHWC"),
                                     feature_group_count=a.get("group", 1))
        return y if b is None else y + b

    @staticmethod
    def pooled(a, x, start, operation):
        strides, pads = window(a, x)
        return lax.reduce_window(x, start, operation, (1, *a["kernel_shape"], 1), (1, *strides, 1),
                                 ((0, 0), *pads, (0, 0)))

    @staticmethod
    def MaxPool(a, x):
        return Jax.pooled(a, x, -jnp.inf, lax.max)

    @staticmethod
    def AveragePool(a, x):
        return Jax.pooled(a, x, 0.0, lax.add) / np.prod(a["kernel_shape"])

    @staticmethod
    def GlobalAveragePool(a, x):
        return jnp.mean(x, (1, 2), keepdims=True)

    @staticmethod
    def BatchNormalization(a, x, scale, shift, mean, variance):
        factor = scale / jnp.sqrt(variance + a.get("epsilon", 1e-5))
        return x * factor + (shift - mean * factor)

    @staticmethod
    def LayerNormalization(a, x, scale, shift):
        centred = x - x.mean(-1, keepdims=True)
        variance = jnp.square(centred).mean(-1, keepdims=True)
        return centred * lax.rsqrt(variance + a.get("epsilon", 1e-5)) * scale + shift

    @staticmethod
    def Gemm(a, x, y, c=None):
        x = x.T if a.get("transA", 0) else x
        y = y.T if a.get("transB", 0) else y
        product = a.get("alpha", 1.0) * (x @ y)
        return product if c is None else product + a.get("beta", 1.0) * c

    @staticmethod
    def Clip(a, x, low=None, high=None):
        return jnp.clip(x, low, high)

    @staticmethod
    def Concat(a, *parts):
        return jnp.concatenate(parts, a["axis"])

    @staticmethod
    def Slice(a, x, starts, ends, axes=None, steps=None):
        cut = [slice(None)] * x.ndim
        for axis, start, end in zip(range(len(starts)) if axes is None else axes.tolist(), starts.tolist(),
                                    ends.tolist()):
            cut[axis] = slice(start, end)
        return x[tuple(cut)]

    @staticmethod
    def Split(a, x, sizes):
        return jnp.split(x, np.cumsum(sizes)[:-1].tolist(), a.get("axis", 0))

    @staticmethod
    def Gather(a, x, index):
        return jnp.take(x, index, a.get("axis", 0))

    @staticmethod
    def Reshape(a, x, shape):
        return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())])

    @staticmethod
    def Flatten(a, x):
        return x.reshape(x.shape[0], -1)

    Add = staticmethod(lambda a, x, y: x + y)
    Sub = staticmethod(lambda a, x, y: x - y)
    Mul = staticmethod(lambda a, x, y: x * y)
    Div = staticmethod(lambda a, x, y: x / y)
    MatMul = staticmethod(lambda a, x, y: x @ y)
    Relu = staticmethod(lambda a, x: jax.nn.relu(x))
    Sigmoid = staticmethod(lambda a, x: jax.nn.sigmoid(x))
    Erf = staticmethod(lambda a, x: jax.scipy.special.erf(x))
    Sqrt = staticmethod(lambda a, x: jnp.sqrt(x))
    Softmax = staticmethod(lambda a, x: jax.nn.softmax(x, a.get("axis", -1)))
    Transpose = staticmethod(lambda a, x: jnp.transpose(x, a["perm"]))
    Squeeze = staticmethod(lambda a, x, axes: jnp.squeeze(x, tuple(axes.tolist())))
    Unsqueeze = staticmethod(lambda a, x, axes: jnp.expand_dims(x, tuple(axes.tolist())))
    Expand = staticmethod(lambda a, x, shape: x * jnp.ones(shape.tolist(), x.dtype))


def main():
    network = Network(GIVEN.model)
    weights = {name: jnp.asarray(value) for name, value in network.weights().items()}
    forward = jax.jit(lambda w, x: network(Jax, w, x))
    gradient = jax.jit(jax.grad(lambda x, w: network(Jax, w, x)[:, 0].sum()))
    for batch in map(int, GIVEN.batches.split(",")):
        x = jnp.asarray(timing.pictures(GIVEN, batch))
        timing.report(GIVEN, "JAX jit", batch, lambda: forward(weights, x).block_until_ready(),
                      lambda: np.asarray(gradient(x, weights)))


if __name__ == "__main__":
    main()
