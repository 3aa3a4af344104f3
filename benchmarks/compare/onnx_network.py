"""An ONNX classifier as a function of its picture, written with another framework's operators.

Constants and the arithmetic of shapes are evaluated with numpy, as the batch is known, and a BatchNormalization behind a
Conv is folded into it, as PyTorch's own tool does. A backend (peer_jax.py, peer_tf.py) supplies the float operators that
are left. Feature maps are kept with channels last, where TensorFlow and XLA are fastest on a CPU.
"""
import numpy as np
import onnx
from onnx import helper, numpy_helper

# One value at each place of its inputs, whatever the order of the axes.
ELEMENTWISE = ("Add", "Sub", "Mul", "Div", "Relu", "Clip", "Sigmoid", "Erf", "Sqrt")


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


class Network:
    """Calling it with a backend, its weights and a picture (NCHW) gives the scores."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        self.constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self.input = next(i.name for i in graph.input if i.name not in self.constants)
        self.output = graph.output[0].name
        self.nodes = [(n.op_type, list(n.input), list(n.output), attributes(n)) for n in graph.node]
        self.skip_identities()
        self.fold_normalizations()

    def skip_identities(self):
        same = {}
        for op, inputs, outputs, a in self.nodes:
            inputs[:] = [same.get(name, name) for name in inputs]
            if op in ("Identity", "Dropout"):
                same[outputs[0]] = inputs[0]
            if op == "Constant":
                self.constants[outputs[0]] = numpy_helper.to_array(a["value"])
        self.nodes = [n for n in self.nodes if n[0] not in ("Identity", "Dropout", "Constant")]
        self.output = same.get(self.output, self.output)

    def fold_normalizations(self):
        readers, producers, kept = {}, {}, []
        for node in self.nodes:
            producers[node[2][0]] = node
            for name in node[1]:
                readers[name] = readers.get(name, 0) + 1
        for op, inputs, outputs, a in self.nodes:
            conv = producers.get(inputs[0]) if op == "BatchNormalization" else None
            if conv is None or conv[0] != "Conv" or readers[inputs[0]] > 1:
                kept.append((op, inputs, outputs, a))
                continue
            scale, shift, mean, variance = (self.constants[name].astype(np.float64) for name in inputs[1:5])
            factor = scale / np.sqrt(variance + a.get("epsilon", 1e-5))
            bias = self.constants[conv[1][2]] if len(conv[1]) > 2 else 0.0
            weights, shifts = outputs[0] + ":weights", outputs[0] + ":bias"
            self.constants[weights] = (self.constants[conv[1][1]] * factor[:, None, None, None]).astype(np.float32)
            self.constants[shifts] = ((bias - mean) * factor + shift).astype(np.float32)
            conv[1][1:] = [weights, shifts]
            conv[2][0] = outputs[0]
        self.nodes = kept

    def weights(self):
        """The float constants that nodes read, in the layout that the backend wants them in."""
        found = {}
        for op, inputs, _, a in self.nodes:
            for i, name in enumerate(inputs):
                value = self.constants.get(name)
                if value is not None and value.dtype == np.float32 and value.size > 1:
                    # Kernels are height x width x input channels x output channels; of the channelwise, the last two swap.
                    found[name] = np.ascontiguousarray(value.transpose(2, 3, 1, 0)) if op == "Conv" and i == 1 else value
        return found

    def __call__(self, backend, weights, picture):
        values = {name: value for name, value in self.constants.items() if name not in weights}
        values.update(weights)
        values[self.input] = backend.transpose(picture, (0, 2, 3, 1))
        last = {self.input}  # feature maps with channels last
        for op, inputs, outputs, a in self.nodes:
            given = [values[name] if name else None for name in inputs]
            maps = [name in last for name in inputs]
            results, stay = self.run(backend, op, a, given, maps, len(outputs))
            for name, value in zip(outputs, results):
                values[name] = value
                if stay:
                    last.add(name)
        return values[self.output]

    @staticmethod
    def run(backend, op, a, given, maps, count):
        if all(value is None or isinstance(value, np.ndarray) for value in given) and op not in ("Conv", "MatMul"):
            return [np.asarray(value) for value in constant(op, a, given)], False
        if op == "Shape":
            size = list(given[0].shape)
            return [np.array([size[i] for i in (0, 3, 1, 2)] if maps[0] else size, dtype=np.int64)], False
        if op in ("Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization"):
            return [getattr(backend, op)(a, *given)], True
        if op == "Concat" and any(maps) and a["axis"] == 1:
            return [backend.Concat({"axis": 3}, *given)], True
        if op in ELEMENTWISE and any(maps):
            # A plain number needs no axes; every other operand of the benchmarked networks is a map itself.
            return [getattr(backend, op)(a, *given)], True
        given = [backend.transpose(v, (0, 3, 1, 2)) if is_map else v for v, is_map in zip(given, maps)]
        result = getattr(backend, op)(a, *given)
        return (list(result) if count > 1 else [result]), False


def constant(op, a, given):
    """Shape arithmetic on numpy arrays."""
    x = given[0]
    if op == "Shape":
        return [np.array(x.shape, dtype=np.int64)]
    if op == "Gather":
        return [np.take(x, given[1], axis=a.get("axis", 0))]
    if op == "Unsqueeze":
        return [np.expand_dims(x, tuple(given[1].tolist()))]
    if op == "Squeeze":
        return [np.squeeze(x, tuple(given[1].tolist()))]
    if op == "Concat":
        return [np.concatenate(given, axis=a["axis"])]
    if op == "Cast":
        return [x.astype(helper.tensor_dtype_to_np_dtype(a["to"]))]
    if op == "Slice":
        axes = given[3].tolist() if len(given) > 3 else range(len(given[1]))
        cut = [slice(None)] * x.ndim
        for axis, start, end in zip(axes, given[1].tolist(), given[2].tolist()):
            cut[axis] = slice(start, end)
        return [x[tuple(cut)]]
    if op == "ConstantOfShape":
        value = numpy_helper.to_array(a["value"]) if "value" in a else np.zeros(1, np.float32)
        return [np.full(x.tolist(), value[0])]
    if op == "Reshape":
        return [x.reshape(given[1].tolist())]
    if op == "Transpose":
        return [np.transpose(x, a.get("perm"))]
    if op == "Expand":
        return [x * np.ones(given[1].tolist(), x.dtype)]
    if op == "Where":
        return [np.where(*given)]
    binary = {"Equal": np.equal, "Mul": np.multiply, "Div": np.divide, "Add": np.add, "Sub": np.subtract}
    if op in binary:
        result = binary[op](*given)
        return [result.astype(x.dtype) if op != "Equal" else result]
    if op == "Sqrt":
        return [np.sqrt(x)]
    raise NotImplementedError(f"{op} of constants")
