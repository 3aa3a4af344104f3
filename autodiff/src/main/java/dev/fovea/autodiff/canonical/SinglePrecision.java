package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes every float of a graph a float32: weights, inputs, casts. Half precision models lose nothing; float64 models are
 * computed in float32 because ONNX Runtime has no float64 convolution or pooling on the CPU.
 */
final class SinglePrecision implements Canonical.Pass {
    /** Attributes that name an element type. */
    private static final Set<String> TYPE_ATTRIBUTES =
            Set.of("to", "dtype", "stash_type", "softmax_precision", "output_dtype");

    @Override
    public Graph apply(Graph graph) {
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        constants.replaceAll((name, t) -> single(t));
        return graph.withNodes(
                        graph.nodes().stream().map(SinglePrecision::single).toList())
                .withConstants(constants)
                .withInputs(graph.inputs().stream().map(SinglePrecision::single).toList());
    }

    private static boolean otherFloat(long code) {
        ElementType type = ElementType.of((int) code);
        return type.isFloating() && type != ElementType.FLOAT;
    }

    private static TensorProto single(TensorProto tensor) {
        if (!otherFloat(tensor.getDataType())) {
            return tensor;
        }
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new UnsupportedModelException(
                    "Constant '%s' has its data in another file; load them first".formatted(tensor.getName()));
        }
        double[] values = Tensors.toDoubles(tensor);
        if (values.length != Tensors.count(tensor)) {
            throw new UnsupportedModelException("Constant '%s' has %d values in the model, expected %d"
                    .formatted(tensor.getName(), values.length, Tensors.count(tensor)));
        }
        long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return Tensors.floats(ElementType.FLOAT, dims, values).toBuilder()
                .setName(tensor.getName())
                .build();
    }

    private static ValueInfoProto single(ValueInfoProto value) {
        if (!otherFloat(value.getType().getTensorType().getElemType())) {
            return value;
        }
        TypeProto.Tensor.Builder tensor =
                value.getType().getTensorType().toBuilder().setElemType(ElementType.FLOAT.code());
        return value.toBuilder()
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static Node single(Node node) {
        Attributes attributes = node.attributes();
        for (AttributeProto a : node.attributes().protos()) {
            if (a.hasG()) {
                attributes = attributes.with(a.getName(), single(a.getG()));
            } else if (a.hasT()) {
                attributes = attributes.with(a.getName(), single(a.getT()));
            } else if (TYPE_ATTRIBUTES.contains(a.getName()) && otherFloat(a.getI())) {
                attributes = attributes.with(a.getName(), ElementType.FLOAT.code());
            }
        }
        return node.withAttributes(attributes);
    }

    private static GraphProto single(GraphProto body) {
        GraphProto.Builder b = GraphProto.newBuilder().setName(body.getName());
        body.getNodeList().forEach(n -> b.addNode(single(Node.of(n)).toProto()));
        body.getInputList().forEach(v -> b.addInput(single(v)));
        body.getOutputList().forEach(v -> b.addOutput(single(v)));
        body.getInitializerList().forEach(t -> b.addInitializer(single(t)));
        return b.build();
    }
}
