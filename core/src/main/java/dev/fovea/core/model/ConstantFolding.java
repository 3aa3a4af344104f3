package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evaluates, once, what does not hang on the picture: shape arithmetic over known sizes, dequantised weights, constant
 * conditions. ONNX Runtime does the evaluating.
 */
final class ConstantFolding {
    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli");

    /** A gigabyte of float32: what is folded becomes part of the model, which has less than two. */
    private static final double LARGEST = 1 << 28;

    private ConstantFolding() {}

    static Graph fold(Graph graph, GraphTypes types) {
        Graph shaped = knownShapes(graph, types);
        Set<String> constant = new HashSet<>(shaped.constants().keySet());
        List<Node> foldable = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Node node : shaped.nodes()) {
            boolean folds = constant.containsAll(node.reads())
                    && !RANDOM.contains(node.op())
                    && node.attributes().protos().stream().noneMatch(a -> a.hasG() || a.getGraphsCount() > 0);
            (folds ? foldable : rest).add(node);
            if (folds) {
                node.outputs().stream().filter(o -> !o.isEmpty()).forEach(o -> GraphTypes.bound(types.of(o), LARGEST));
                constant.addAll(node.outputs());
            }
        }
        if (foldable.isEmpty()) {
            return shaped;
        }
        Set<String> wanted = new HashSet<>(shaped.outputs());
        rest.forEach(n -> wanted.addAll(n.reads()));
        List<String> frontier = foldable.stream()
                .flatMap(n -> n.outputs().stream())
                .filter(wanted::contains)
                .toList();
        Graph evaluated = shaped.withNodes(rest);
        if (!frontier.isEmpty()) {
            Graph part = shaped.withNodes(foldable)
                    .withInputs(List.of())
                    .withOutputs(frontier)
                    .pruned();
            try (OnnxSession session = OnnxSession.openPlain(part)) {
                evaluated = evaluated.plus(List.of(), session.constants());
            }
        }
        return evaluated.pruned();
    }

    /** {@code Shape} and {@code Size} of values whose sizes are all known become constants. */
    private static Graph knownShapes(Graph graph, GraphTypes types) {
        List<Node> rest = new ArrayList<>();
        Map<String, TensorProto> known = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Shape shape = node.is("Shape", "Size") ? types.of(node.input(0)).shape() : null;
            if (shape == null || !shape.isStatic()) {
                rest.add(node);
            } else if (node.is("Size")) {
                known.put(
                        node.output(0),
                        Tensors.scalar(
                                ElementType.INT64, Arrays.stream(shape.sizes()).reduce(1, (a, b) -> a * b)));
            } else {
                known.put(node.output(0), Tensors.ints(slice(shape.sizes(), node)));
            }
        }
        return known.isEmpty() ? graph : graph.withNodes(rest).plus(List.of(), known);
    }

    private static long[] slice(long[] sizes, Node node) {
        int start = bound(node.attributes().i("start", 0), sizes.length);
        int end = bound(node.attributes().i("end", sizes.length), sizes.length);
        return start < end ? Arrays.copyOfRange(sizes, start, end) : new long[0];
    }

    private static int bound(long index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }
}
