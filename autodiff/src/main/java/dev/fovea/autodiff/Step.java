package dev.fovea.autodiff;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node on the way back, with its values and cotangents: all a {@link Rule} sees. */
public final class Step extends Emitter {
    private final Graph graph;
    private final Types types;
    private final Node node;
    private final Map<String, Value> cotangents;
    private final Set<String> active;

    Step(Graph graph, Types types, Node node, Map<String, Value> cotangents, Set<String> active, Emitter target) {
        super("grad/" + node.name(), target);
        this.graph = graph;
        this.types = types;
        this.node = node;
        this.cotangents = cotangents;
        this.active = active;
    }

    public Node node() {
        return node;
    }

    public Attributes attributes() {
        return node.attributes();
    }

    /** Input {@code i}, {@link Value#ABSENT} if it is left out. */
    public Value in(int i) {
        return node.input(i).isEmpty() ? Value.ABSENT : types.of(node.input(i));
    }

    /** The first input. */
    public Value x() {
        return in(0);
    }

    /** Output {@code i}. */
    public Value out(int i) {
        return types.of(node.output(i));
    }

    /** The first output. */
    public Value y() {
        return out(0);
    }

    /** The cotangent of the first output, in its shape. Zeros where only another output is used. */
    public Value dy() {
        return dy(0);
    }

    /** The cotangent of output {@code i}; zeros if nothing flows back into it. */
    public Value dy(int i) {
        Value known = cotangents.get(node.output(i));
        return known != null ? known : zerosLike(out(i));
    }

    /** Whether anything flows back into output {@code i}. */
    public boolean flowsInto(int i) {
        return cotangents.containsKey(node.output(i));
    }

    /** Whether input {@code i} hangs on what is differentiated. */
    public boolean isActive(int i) {
        return active.contains(node.input(i));
    }

    /** The constant behind input {@code i}; null if it is computed or absent. */
    public @Nullable TensorProto constantAt(int i) {
        return graph.constants().get(node.input(i));
    }

    /** {@code dx} for the first input; no other input is differentiable. */
    public List<Cotangent> first(Cotangent dx) {
        return Cotangent.first(node.inputs().size(), dx);
    }

    /** No input can be differentiated here, because of {@code reason}. */
    public List<Cotangent> unsupported(String reason) {
        return node.inputs().stream()
                .<Cotangent>map(i -> new Cotangent.Unsupported(reason))
                .toList();
    }
}
