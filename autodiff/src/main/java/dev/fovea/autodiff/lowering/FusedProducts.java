package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Products of two maps, as in attentions, read their factors in either direction and multiply by numbers on the way: what
 * transposes the last two axes or scales, before or behind the product, becomes part of ONNX Runtime's {@code FusedMatMul}.
 * ONNX Runtime does so too, but only after it has merged such a Transpose into the one that parts the heads, which then has
 * to be done a second time for the way back. Constant factors are left alone: their Transposes are computed at load.
 */
final class FusedProducts extends Peephole {

    /** A factor: a value, read transposed or not, times a number. */
    private record Factor(String of, boolean turned, double scale) {
        Factor transposed() {
            return new Factor(of, !turned, scale);
        }
    }

    private record Product(Factor a, Factor b) {
        /** (A B)ᵀ = Bᵀ Aᵀ. */
        Product transposed() {
            return new Product(b.transposed(), a.transposed());
        }

        Product times(double number) {
            return new Product(new Factor(a.of, a.turned, a.scale * number), b);
        }

        boolean isPlain() {
            return !a.turned && !b.turned && a.scale * b.scale == 1;
        }

        Attributes attributes() {
            return Attributes.of("alpha", (float) (a.scale * b.scale))
                    .with("transA", a.turned ? 1L : 0L)
                    .with("transB", b.turned ? 1L : 0L);
        }
    }

    @Override
    @Nullable Value rewrite(Spot s) {
        Product p = product(s, s.node());
        return p == null || p.isPlain()
                ? null
                : s.op("com.microsoft.FusedMatMul", p.attributes(), s.operand(p.a.of), s.operand(p.b.of));
    }

    /** The product that a node computes, with what is done behind it; null if it is none of two maps. */
    private static @Nullable Product product(Spot s, @Nullable Node node) {
        if (node == null) {
            return null;
        }
        if (node.is("MatMul")) {
            Factor a = factor(s, node.input(0));
            Factor b = factor(s, node.input(1));
            return isMap(s, a.of) && isMap(s, b.of) ? new Product(a, b) : null;
        }
        Product inner = s.isReadOnce(node.input(0)) ? product(s, s.producer(node.input(0))) : null;
        if (inner == null) {
            return null;
        }
        OptionalDouble scale = scale(s, node);
        return isTurn(node) ? inner.transposed() : scale.isPresent() ? inner.times(scale.getAsDouble()) : null;
    }

    private static Factor factor(Spot s, String value) {
        Node node = s.producer(value);
        if (node == null) {
            return new Factor(value, false, 1);
        }
        if (isTurn(node)) {
            return factor(s, node.input(0)).transposed();
        }
        OptionalDouble scale = scale(s, node);
        if (scale.isEmpty()) {
            return new Factor(value, false, 1);
        }
        Factor inner = factor(s, node.input(0));
        return new Factor(inner.of, inner.turned, inner.scale * scale.getAsDouble());
    }

    /** What a node multiplies its first input by, if that is one number and keeps the shape. */
    private static OptionalDouble scale(Spot s, Node node) {
        Value x = node.is("Mul") ? s.known(node.input(0)) : null;
        Value y = x == null ? null : s.known(node.output(0));
        return x != null && y != null && x.shape() != null && y.shape() != null && x.rank() == y.rank()
                ? Scalars.number(s, node.input(1))
                : OptionalDouble.empty();
    }

    /** Whether a node transposes the last two axes. */
    private static boolean isTurn(Node node) {
        long[] order = node.is("Transpose") ? node.attributes().ints("perm", new long[0]) : new long[0];
        int rank = order.length;
        long[] turn = IntStream.range(0, rank)
                .mapToLong(i -> i < rank - 2 ? i : 2L * rank - 3 - i)
                .toArray();
        return rank > 1 && Arrays.equals(order, turn);
    }

    private static boolean isMap(Spot s, String value) {
        Value known = s.constantOf(value) == null ? s.known(value) : null;
        return known != null && known.type() == ElementType.FLOAT && known.shape() != null && known.rank() > 1;
    }
}
