package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which maps of a graph lie in phases by rows if some convolutions are filtered, and where they have to be whole again. */
final class RowFlow {

    /** How a node is computed. */
    enum Way {
        /** A convolution by minimal filtering. */
        FILTERED,
        /** Any other convolution, phase by phase. */
        CONVOLVED,
        /** A max pooling within rows, phase by phase. */
        POOLED,
        /** A 2x2 max pooling: of two phases each. */
        HALVED,
        /** Phase by phase. */
        POINTWISE,
        /** Maps that were put together from rows: these as they were. */
        TAKEN_APART
    }

    /** @param phases that the output comes in */
    record Step(Way way, int phases) {}

    private final Graph graph;
    private final MapSizes sizes;
    private final RowPlan.Choice choice;
    private final Map<Node, Step> steps = new LinkedHashMap<>();
    private final Map<String, Integer> phases = new HashMap<>();
    private final Set<String> joined = new HashSet<>();

    RowFlow(Graph graph, MapSizes sizes, RowPlan.Choice choice) {
        this.graph = graph;
        this.sizes = sizes;
        this.choice = choice;
        Set<String> read = new HashSet<>();
        choice.apart().values().forEach(lines -> read.addAll(lines.sources()));
        for (Node node : graph.nodes()) {
            Step step = step(node);
            if (step != null) {
                steps.put(node, step);
                if (choice.whole().contains(node)) {
                    joined.add(node.output(0));
                } else {
                    phases.put(node.output(0), step.phases());
                }
            } else if (choice.apart().containsKey(node)) {
                need(choice.apart().get(node).sources());
            } else if (!node.is("Transpose") || !read.contains(node.input(0))) {
                need(node.reads());
            }
        }
        need(graph.outputs());
    }

    private void need(Collection<String> values) {
        values.stream().filter(v -> phases(v) > 1).forEach(joined::add);
    }

    /** The nodes that are written anew, in their order. */
    Map<Node, Step> steps() {
        return steps;
    }

    /** How many phases a value lies in; 1 for what is whole. */
    int phases(String value) {
        return phases.getOrDefault(value, 1);
    }

    /** The maps in phases that something needs whole. */
    Set<String> joined() {
        return joined;
    }

    /** Whether a node puts whole maps together, which are taken apart for some and stay as they were for others. */
    boolean stays(Node node) {
        Lines lines = choice.apart().get(node);
        return lines != null && phases(lines.sources().get(0)) == 1;
    }

    private @Nullable Step step(Node node) {
        MapSizes.Size out = sizes.of(node.output(0));
        if (out == null) {
            return null;
        }
        int from = node.inputs().stream().mapToInt(this::phases).max().orElse(1);
        if (choice.filtered().contains(node) && phases(node.input(0)) <= MinimalFilter.OUTPUTS) {
            return new Step(Way.FILTERED, MinimalFilter.OUTPUTS);
        }
        Lines lines = choice.apart().get(node);
        if (lines != null) {
            int each = phases(lines.sources().get(0));
            boolean alike = lines.sources().stream().allMatch(v -> phases(v) == each);
            return alike && out.height() % (each * lines.stride()) == 0
                    ? new Step(Way.TAKEN_APART, each * lines.stride())
                    : null;
        }
        Step step = from == 1 ? null : distributed(node, from, out);
        return step != null && out.height() % step.phases() == 0 ? step : null;
    }

    private @Nullable Step distributed(Node node, int from, MapSizes.Size out) {
        if (MapSizes.POINTWISE.contains(node.op())) {
            return node.inputs().stream().allMatch(v -> fits(v, from, out)) ? new Step(Way.POINTWISE, from) : null;
        }
        Window window = phases(node.input(0)) == 1 ? null : sizes.window(node);
        if (window == null || node.outputs().size() > 1) {
            return null;
        }
        if (node.is("MaxPool")) {
            boolean halves = from % 2 == 0 && window.isSquare(2, 2, 0);
            return window.keepsRows() ? new Step(Way.POOLED, from) : halves ? new Step(Way.HALVED, from / 2) : null;
        }
        boolean constant = node.is("Conv") && Weights.are(graph.constants().get(node.input(1)));
        int phases = constant ? RowConvolution.phases(window, from) : 0;
        return phases == 0 ? null : new Step(Way.CONVOLVED, phases);
    }

    /** Whether an operand is a map of the output's size, which can be had in so many phases, or one number or one a channel. */
    private boolean fits(String operand, int from, MapSizes.Size out) {
        MapSizes.Size size = sizes.of(operand);
        if (size != null) {
            return size.equals(out) && from % phases(operand) == 0;
        }
        TensorProto constant = graph.constants().get(operand);
        if (constant == null) {
            return false;
        }
        int rank = constant.getDimsCount();
        return rank == 0
                || rank == 1 && constant.getDims(0) == 1
                || rank == 3 && constant.getDims(1) == 1 && constant.getDims(2) == 1;
    }
}
