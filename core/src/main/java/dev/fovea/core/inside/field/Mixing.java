package dev.fovea.core.inside.field;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Operators that mix all elements along some axes: reductions, normalisations, global pooling, softmax. */
final class Mixing {
    private Mixing() {}

    /** What the node's output sees if its operator is one of these. */
    static Optional<Sight> of(Passage p) {
        Node node = p.node();
        Attributes a = node.attributes();
        int rank = p.rank(node.input(0));
        if (rank < 0) {
            return Optional.empty();
        }
        boolean reduces = node.op().startsWith("Reduce");
        if (!reduces && !node.is("ArgMax", "ArgMin")) {
            return mixed(p, rank).map(axes -> p.first().map(s -> axes.contains(s.axis()) ? s.whole(p.cause()) : s));
        }
        Set<Integer> axes = reduces ? reduced(p, rank) : Set.of(p.axis(a.i("axis", 0), rank));
        return Optional.of(p.first().map(s -> after(s, axes, a.i("keepdims", 1) != 0, p.cause())));
    }

    private static Optional<Set<Integer>> mixed(Passage p, int rank) {
        Attributes a = p.node().attributes();
        return switch (p.node().op()) {
            case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "InstanceNormalization" ->
                Optional.of(from(2, rank));
            case "GroupNormalization" -> Optional.of(from(1, rank));
            case "LayerNormalization", "RMSNormalization" -> Optional.of(from(p.axis(a.i("axis", -1), rank), rank));
            case "Softmax", "LogSoftmax", "Hardmax", "LpNormalization", "TopK" ->
                Optional.of(Set.of(p.axis(a.i("axis", -1), rank)));
            case "CumSum" ->
                Optional.of(p.constant(1).map(c -> Set.of(p.axis(c[0], rank))).orElse(from(0, rank)));
            default -> Optional.empty();
        };
    }

    private static Set<Integer> from(int first, int rank) {
        Set<Integer> axes = new TreeSet<>();
        for (int axis = first; axis < rank; axis++) {
            axes.add(axis);
        }
        return axes;
    }

    private static Set<Integer> reduced(Passage p, int rank) {
        Attributes a = p.node().attributes();
        boolean computed = !p.node().input(1).isEmpty() && p.constant(1).isEmpty();
        long[] given = p.constant(1).orElse(a.ints("axes", new long[0]));
        if (computed || given.length == 0) {
            return !computed && a.i("noop_with_empty_axes", 0) != 0 ? Set.of() : from(0, rank);
        }
        Set<Integer> axes = new TreeSet<>();
        for (long axis : given) {
            axes.add(p.axis(axis, rank));
        }
        return axes;
    }

    private static Side after(Side side, Set<Integer> axes, boolean kept, String cause) {
        if (axes.contains(side.axis())) {
            return side.whole(cause).onAxis(kept ? side.axis() : -1);
        }
        long before = axes.stream().filter(a -> a < side.axis()).count();
        return kept || side.axis() < 0 ? side : side.onAxis(side.axis() - (int) before);
    }
}
