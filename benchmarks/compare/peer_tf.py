"""Time forward passes and input gradients of one ONNX network in TensorFlow, as a tf.function.

  python peer_tf.py MODEL.onnx [--batches 1,8] [--threads 2] [--seconds 3] [--input F] [--gradient F]
"""
import os

import timing

GIVEN = timing.arguments(__doc__).parse_args()
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from onnx_network import Network  # noqa: E402


class TensorFlow:
    @staticmethod
    def transpose(x, perm):
        return tf.transpose(x, perm)

    @staticmethod
    def padded(a, x, value=0.0):
        pads, strides = a.get("pads", [0, 0, 0, 0]), a.get("strides", [1, 1])
        after = [pads[2], pads[3]]
        if a.get("ceil_mode", 0):
            for i in range(2):
                after[i] += -(x.shape[i + 1] + pads[i] + pads[i + 2] - a["kernel_shape"][i]) % strides[i]
        return tf.pad(x, [[0, 0], [pads[0], after[0]], [pads[1], after[1]], [0, 0]], constant_values=value)

    @staticmethod
    def Conv(a, x, w, b=None):
        pads, strides = a.get("pads", [0, 0, 0, 0]), a.get("strides", [1, 1])
        padding = [[0, 0], [pads[0], pads[2]], [pads[1], pads[3]], [0, 0]]
        dilations = a.get("dilations", [1, 1])
        if a.get("group", 1) == 1:
            y = tf.nn.conv2d(x, w, strides, padding, dilations=dilations)
        else:
            # Channelwise: height x width x channels x 1. Its gradient knows no padding in numbers.
            same = strides == [1, 1] and all(2 * p == d * (k - 1) for p, k, d in zip(pads[:2], w.shape[:2], dilations))
            y = tf.nn.depthwise_conv2d(x if same else tf.pad(x, padding), tf.transpose(w, (0, 1, 3, 2)),
                                       [1, *strides, 1], "SAME" if same else "VALID", dilations=dilations)
        return y if b is None else tf.nn.bias_add(y, b)

    @staticmethod
    def MaxPool(a, x):
        x = TensorFlow.padded(a, x, -np.inf) if any(a.get("pads", [])) or a.get("ceil_mode", 0) else x
        return tf.nn.max_pool2d(x, a["kernel_shape"], a.get("strides", [1, 1]), "VALID")

    @staticmethod
    def AveragePool(a, x):
        return tf.nn.avg_pool2d(x, a["kernel_shape"], a.get("strides", [1, 1]), "VALID")

    @staticmethod
    def GlobalAveragePool(a, x):
        return tf.reduce_mean(x, (1, 2), keepdims=True)

    @staticmethod
    def BatchNormalization(a, x, scale, shift, mean, variance):
        return tf.nn.batch_normalization(x, mean, variance, shift, scale, a.get("epsilon", 1e-5))

    @staticmethod
    def LayerNormalization(a, x, scale, shift):
        mean, variance = tf.nn.moments(x, -1, keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, shift, scale, a.get("epsilon", 1e-5))

    @staticmethod
    def Gemm(a, x, y, c=None):
        product = tf.matmul(x, y, transpose_a=bool(a.get("transA", 0)), transpose_b=bool(a.get("transB", 0)))
        return product if c is None else product + c

    @staticmethod
    def Clip(a, x, low=None, high=None):
        return tf.nn.relu6(x) if low == 0 and high == 6 else tf.clip_by_value(x, low, high)

    @staticmethod
    def Concat(a, *parts):
        return tf.concat(parts, a["axis"])

    @staticmethod
    def Slice(a, x, starts, ends, axes=None, steps=None):
        cut = [slice(None)] * len(x.shape)
        for axis, start, end in zip(range(len(starts)) if axes is None else axes.tolist(), starts.tolist(),
                                    ends.tolist()):
            cut[axis] = slice(start, min(end, x.shape[axis]))
        return x[tuple(cut)]

    @staticmethod
    def Reshape(a, x, shape):
        return tf.reshape(x, [x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())])

    @staticmethod
    def Flatten(a, x):
        return tf.reshape(x, (x.shape[0], -1))

    Split = staticmethod(lambda a, x, sizes: tf.split(x, sizes.tolist(), a.get("axis", 0)))
    Gather = staticmethod(lambda a, x, index: tf.gather(x, index, axis=a.get("axis", 0)))
    Add = staticmethod(lambda a, x, y: x + y)
    Sub = staticmethod(lambda a, x, y: x - y)
    Mul = staticmethod(lambda a, x, y: x * y)
    Div = staticmethod(lambda a, x, y: x / y)
    MatMul = staticmethod(lambda a, x, y: tf.matmul(x, y))
    Relu = staticmethod(lambda a, x: tf.nn.relu(x))
    Sigmoid = staticmethod(lambda a, x: tf.sigmoid(x))
    Erf = staticmethod(lambda a, x: tf.math.erf(x))
    Sqrt = staticmethod(lambda a, x: tf.sqrt(x))
    Softmax = staticmethod(lambda a, x: tf.nn.softmax(x, a.get("axis", -1)))
    Transpose = staticmethod(lambda a, x: tf.transpose(x, a["perm"]))
    Squeeze = staticmethod(lambda a, x, axes: tf.squeeze(x, axes.tolist()))
    Unsqueeze = staticmethod(lambda a, x, axes: tf.reshape(x, np.expand_dims(np.empty(x.shape), axes.tolist()).shape))
    Expand = staticmethod(lambda a, x, shape: tf.broadcast_to(x, np.broadcast_shapes(x.shape, shape.tolist())))


def main():
    tf.config.threading.set_intra_op_parallelism_threads(GIVEN.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = Network(GIVEN.model)
    weights = {name: tf.constant(value) for name, value in network.weights().items()}

    @tf.function
    def forward(x):
        return network(TensorFlow, weights, x)

    @tf.function
    def saliency(x):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            score = tf.reduce_sum(network(TensorFlow, weights, x)[:, 0])
        return tape.gradient(score, x)

    for batch in map(int, GIVEN.batches.split(",")):
        x = tf.constant(timing.pictures(GIVEN, batch))
        timing.report(GIVEN, "tf.function", batch, lambda: forward(x).numpy(), lambda: saliency(x).numpy())


if __name__ == "__main__":
    main()
