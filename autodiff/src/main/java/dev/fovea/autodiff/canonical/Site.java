package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node to be rewritten and what is known about it: all a {@link Rewrite} sees. Types and shapes are only known of
 * constants; everything else is taken to be float32, which {@link SinglePrecision} has seen to. Not thread-safe.
 */
final class Site extends Emitter {
    private final Node node;
    private final long opset;
    private final Map<String, TensorProto> constants;
    private final Set<String> read;
    private Attributes remaining;
    private String keeper = "";

    Site(String scope, Node node, long opset, Map<String, TensorProto> constants, Set<String> read) {
        super(scope);
        this.node = node;
        this.opset = opset;
        this.constants = constants;
        this.read = read;
        this.remaining = node.attributes();
    }

    Node node() {
        return node;
    }

    /** The model's opset before any upgrade. */
    long opset() {
        return opset;
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** Input {@code i}, {@link Value#ABSENT} if it is left out. */
    Value in(int i) {
        String name = node.input(i);
        TensorProto constant = constants.get(name);
        if (constant == null) {
            return name.isEmpty() ? Value.ABSENT : new Value(name, ElementType.FLOAT, null);
        }
        long[] dims = constant.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return new Value(name, ElementType.of(constant.getDataType()), Shape.of(dims));
    }

    Value x() {
        return in(0);
    }

    /** The inputs from the {@code first}-th on. */
    Value[] inputsFrom(int first) {
        Value[] all = new Value[Math.max(0, node.inputs().size() - first)];
        for (int i = 0; i < all.length; i++) {
            all[i] = in(first + i);
        }
        return all;
    }

    /** The constant behind input {@code i}; null if it is computed or absent. */
    @Nullable TensorProto constantAt(int i) {
        return constants.get(node.input(i));
    }

    /** The constant of that value; null if it is computed or absent. */
    @Nullable TensorProto constantOf(Value value) {
        TensorProto own = constants().get(value.name());
        return own != null ? own : constants.get(value.name());
    }

    /** Whether anything reads output {@code i}. */
    boolean isUsed(int i) {
        return read.contains(node.output(i));
    }

    // ------------------------------------------------------------------ writing

    /** The same operator with the attributes not taken, on other inputs; it keeps the node's name. */
    List<Value> again(Value... inputs) {
        return keep(node.op(), remaining, inputs);
    }

    /** An operator with as many outputs as the node that keeps the node's name. */
    List<Value> keep(String op, Attributes attributes, Value... inputs) {
        List<ElementType> types = Collections.nCopies(node.outputs().size(), ElementType.FLOAT);
        List<Value> outputs = outputs(op, attributes, types, inputs);
        keeper = outputs.get(0).name();
        return outputs;
    }

    /** The same with one output. */
    Value keepOne(String op, Attributes attributes, Value... inputs) {
        Value output = op(op, attributes, inputs);
        keeper = output.name();
        return output;
    }

    /** Takes the attribute away, as an int64 vector; absent if it is not given. */
    Value takeInts(String name) {
        AttributeProto a = take(name);
        if (a == null) {
            return Value.ABSENT;
        }
        return a.hasI()
                ? ints(a.getI())
                : ints(a.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }

    /** Takes the attribute away, as a float scalar or vector; absent if it is not given. */
    Value takeFloats(String name) {
        AttributeProto a = take(name);
        if (a == null) {
            return Value.ABSENT;
        }
        return a.hasF() ? float32(a.getF()) : floats(a.getFloatsList());
    }

    private @Nullable AttributeProto take(String name) {
        remaining = remaining.without(name);
        return attributes().proto(name);
    }

    /** A float32 scalar. */
    Value float32(double value) {
        return constant(Tensors.scalar(ElementType.FLOAT, value));
    }

    /** A float32 vector. */
    Value floats(List<Float> values) {
        return constant(Tensors.floats(
                ElementType.FLOAT,
                new long[] {values.size()},
                values.stream().mapToDouble(Float::doubleValue).toArray()));
    }

    UnsupportedModelException refusal(String reason) {
        // Operators of other domains have versions of their own.
        String version = node.op().contains(".") ? "" : ", opset " + opset;
        return new UnsupportedModelException("Node '%s' (%s%s): %s".formatted(node.name(), node.op(), version, reason));
    }

    // ------------------------------------------------------------------ the result

    /** What replaces the node: what was written, with {@code results} under the names of the node's outputs. */
    List<Node> replacement(List<Value> results) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            if (i < results.size() && results.get(i).isPresent()) {
                bind(results.get(i), node.output(i), names);
            } else if (isUsed(i)) {
                throw refusal("its output '%s' has no form the rules know".formatted(node.output(i)));
            }
        }
        boolean alone = nodes().size() == 1;
        return nodes().stream()
                .map(n -> n.withInputs(trimmed(renamed(n.inputs(), names)))
                        .withOutputs(renamed(n.outputs(), names))
                        .withName(alone || n.output(0).equals(keeper) ? node.name() : n.name()))
                .toList();
    }

    private void bind(Value result, String output, Map<String, String> names) {
        boolean written = nodes().stream().anyMatch(n -> n.outputs().contains(result.name()));
        boolean read = nodes().stream().anyMatch(n -> n.inputs().contains(result.name()));
        if (constants().containsKey(result.name())) {
            return;
        }
        if (written && !names.containsKey(result.name()) && !(output.isEmpty() && read)) {
            names.put(result.name(), output);
        } else if (!output.isEmpty()) {
            names.put(op("Identity", result).name(), output);
        }
    }

    /** The constants written, those that stand for an output of the node under its name. */
    Map<String, TensorProto> namedConstants(List<Value> results) {
        Map<String, TensorProto> named = new LinkedHashMap<>(constants());
        for (int i = 0; i < results.size(); i++) {
            TensorProto result = named.get(results.get(i).name());
            if (result != null && !node.output(i).isEmpty()) {
                named.put(node.output(i), result);
            }
        }
        return named;
    }

    private static List<String> renamed(List<String> values, Map<String, String> names) {
        return values.stream().map(v -> names.getOrDefault(v, v)).toList();
    }

    private static List<String> trimmed(List<String> inputs) {
        int n = inputs.size();
        while (n > 0 && inputs.get(n - 1).isEmpty()) {
            n--;
        }
        return inputs.subList(0, n);
    }
}
