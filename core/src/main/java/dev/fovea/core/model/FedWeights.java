package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The huge matrices of a graph, fed at every run instead of being part of the model. ONNX Runtime copies what is part of
 * a model, in every session, and once more, rearranged, for each direction it is multiplied in; what is fed it reads where
 * it lies, and all sessions of a model read the same {@link Memory}. Measured on a 411 MB matrix: a picture at a time takes no longer, eight
 * at once 1.6 to 2.3 times as long for this product.
 *
 * @param graph with the matrices as inputs
 * @param matrices by name
 */
record FedWeights(Graph graph, Map<String, TensorProto> matrices) {
    static FedWeights of(Graph graph) {
        Map<String, TensorProto> huge = new LinkedHashMap<>();
        graph.constants().forEach((name, t) -> {
            if (StoredWeights.suits(t, t.getRawData().size() + StoredWeights.bytes(t))) {
                huge.put(name, t);
            }
        });
        if (huge.isEmpty()) {
            return new FedWeights(graph, huge);
        }
        huge.keySet().retainAll(multiplied(graph));
        Map<String, TensorProto> rest = new LinkedHashMap<>(graph.constants());
        rest.keySet().removeAll(huge.keySet());
        List<Value> inputs = new ArrayList<>();
        huge.forEach((name, t) -> inputs.add(new Value(name, ElementType.FLOAT, Shape.of(dims(t)))));
        return new FedWeights(graph.withConstants(rest).plusInputs(inputs), huge);
    }

    /** What is a factor of matrix products and nothing else: other operators may need to know it beforehand. */
    static Set<String> multiplied(Graph graph) {
        Set<String> factors = new HashSet<>();
        Set<String> others = new HashSet<>(graph.outputs());
        for (Node node : graph.nodes()) {
            for (String name : node.reads()) {
                boolean factor = node.is("Gemm", "MatMul") && !node.input(2).equals(name);
                (factor ? factors : others).add(name);
            }
        }
        factors.removeAll(others);
        return factors;
    }

    private static long[] dims(TensorProto t) {
        return t.getDimsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Matrices outside of Java's heap, each once however many sessions are fed with it. Thread-safe. */
    static final class Memory {
        private final Map<ByteString, ByteBuffer> held = new IdentityHashMap<>();
        private final Map<List<StringStringEntryProto>, ByteBuffer> stored = new HashMap<>();

        private synchronized ByteBuffer of(TensorProto t) {
            return StoredWeights.isStored(t)
                    ? stored.computeIfAbsent(t.getExternalDataList(), place -> StoredWeights.direct(t))
                    : held.computeIfAbsent(t.getRawData(), raw -> StoredWeights.direct(t));
        }
    }

    /** The matrices as tensors over {@code memory}; to be closed. */
    Map<String, OnnxTensor> tensors(Memory memory, OrtEnvironment environment) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorProto> matrix : matrices.entrySet()) {
            TensorProto t = matrix.getValue();
            tensors.put(
                    matrix.getKey(),
                    OnnxTensor.createTensor(
                            environment,
                            memory.of(t).duplicate().order(ByteOrder.LITTLE_ENDIAN),
                            dims(t),
                            OnnxJavaType.FLOAT));
        }
        return tensors;
    }
}
