package dev.fovea.core.inside.field;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operators that move, join or contract axes. */
final class Axes {
    private Axes() {}

    /** Joining along a side of the picture shifts the parts against each other: no longer one window. */
    static Sight concatenated(Passage p) {
        int rank = p.rank(p.node().output(0));
        int axis = p.axis(p.node().attributes().i("axis", 0), Math.max(0, rank));
        return p.joined().map(s -> s.mixing(axis, p.cause()));
    }

    static Sight transposed(Passage p) {
        int rank = p.rank(p.node().input(0));
        if (rank < 0) {
            return p.lost();
        }
        long[] order = p.node().attributes().ints("perm");
        return p.first().map(s -> {
            for (int to = 0; to < rank; to++) {
                if ((order == null ? rank - 1 - to : order[to]) == s.axis()) {
                    return s.onAxis(to);
                }
            }
            return s;
        });
    }

    /** A side stays on its own axis if the same elements follow each of its elements. */
    static Sight reshaped(Passage p) {
        Shape from = p.shape(p.node().input(0));
        Shape to = p.shape(p.node().output(0));
        return from == null || to == null ? p.lost() : p.first().map(s -> reshaped(s, from, to, p.cause()));
    }

    private static Side reshaped(Side side, Shape from, Shape to, String cause) {
        if (side.axis() < 0) {
            return side;
        }
        Dim size = from.dims().get(side.axis());
        List<Dim> after = from.dims().subList(side.axis() + 1, from.rank());
        for (int axis = 0; axis < to.rank(); axis++) {
            if (size.surelyEquals(to.dims().get(axis))
                    && sameCount(after, to.dims().subList(axis + 1, to.rank()))) {
                return side.onAxis(axis);
            }
        }
        return side.whole(cause).onAxis(-1);
    }

    private static boolean sameCount(List<Dim> a, List<Dim> b) {
        Long first = count(a);
        Long second = count(b);
        if (first != null && second != null) {
            return first.equals(second);
        }
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i).surelyEquals(b.get(i));
        }
        return same;
    }

    private static @Nullable Long count(List<Dim> dims) {
        return dims.stream().allMatch(Dim::isKnown)
                ? Long.valueOf(dims.stream().mapToLong(Dim::size).reduce(1, (x, y) -> x * y))
                : null;
    }

    /** Choosing along an axis mixes it, as any element may be chosen; axes behind it move by the rank of the indices. */
    static Sight gathered(Passage p) {
        Node node = p.node();
        int rank = p.rank(node.input(0));
        int indices = p.rank(node.input(1));
        if (rank < 0 || indices < 0 || !p.sights().containsKey(node.input(0))) {
            return p.lost();
        }
        int axis = p.axis(node.attributes().i("axis", 0), rank);
        return p.first().map(s -> {
            if (s.axis() == axis) {
                return s.whole(p.cause()).onAxis(indices == 1 ? axis : -1);
            }
            return s.axis() < axis ? s : s.onAxis(s.axis() + indices - 1);
        });
    }

    /** A product adds up along one axis of each factor; the others stay. */
    static Sight multiplied(Passage p) {
        Node node = p.node();
        int rank = p.rank(node.output(0));
        boolean gemm = node.is("Gemm");
        Optional<Sight> left = factor(p, 0, gemm && node.attributes().i("transA", 0) != 0 ? -2 : -1, rank);
        Optional<Sight> right = factor(p, 1, gemm && node.attributes().i("transB", 0) != 0 ? -1 : -2, rank);
        if (left.isPresent() && right.isPresent()) {
            return left.get().and(right.get(), p.cause());
        }
        return left.or(() -> right).orElseGet(p::lost);
    }

    private static Optional<Sight> factor(Passage p, int input, int summed, int outputRank) {
        String value = p.node().input(input);
        int rank = p.rank(value);
        Sight sight = p.sights().get(value);
        if (sight == null) {
            return Optional.empty();
        }
        if (rank < 2 || outputRank < 2) {
            return Optional.of(sight.lost(p.cause()));
        }
        int lost = rank + summed;
        // What remains of the last two axes is the rows of the left factor, the columns of the right one.
        int kept = outputRank - (input == 0 ? 2 : 1);
        return Optional.of(sight.map(s -> {
            if (s.axis() < 0) {
                return s;
            }
            if (s.axis() == lost) {
                return s.whole(p.cause()).onAxis(-1);
            }
            return s.onAxis(s.axis() >= rank - 2 ? kept : s.axis() + outputRank - rank);
        }));
    }
}
