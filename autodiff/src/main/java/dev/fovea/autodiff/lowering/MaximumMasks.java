package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of MaxPool without ONNX Runtime's kernel for indices, which is scalar; see {@link Spreading}. A Relu
 * in front, which has its derivative from its own output, has it already from the maximum, on fewer elements.
 *
 * <p>Padding counts as zero here, so padded pooling is lowered only behind a Relu that passes nothing back where it is
 * zero: where padding would win, all the window is.
 */
final class MaximumMasks extends Peephole {

    /** A pooling's backward pass as its rule writes it, and its numbers. */
    private record Found(
            Node pooling,
            Pool pool,
            Value x,
            String dy,
            @Nullable Node mask) {

        /** The cotangent of what is pooled, in phases by row and column. */
        SignedMap[][] phases(Spot s) {
            // ONNX Runtime sees that the forward pass has the same node, and runs it once.
            Value maximum = s.op("MaxPool", pooling.attributes(), x);
            Value cotangent =
                    isPlain(s, dy) ? Channelwise.scale(s, s.operand(dy), pool.channels(), 1, 0) : s.operand(dy);
            if (mask != null) {
                Value positive = Channelwise.scale(s, maximum, pool.channels(), 1, 0);
                cotangent = s.mul(cotangent, s.op("HardSigmoid", Masks.STEP, positive));
            }
            return new Spreading(s, pool, x).phases(maximum, cotangent);
        }
    }

    @Override
    @Nullable Value rewrite(Spot s) {
        if (s.node().is("Where")) {
            Node scattering = s.producer(s.node().input(1), "Reshape");
            Found before = scattering == null ? null : found(s, scattering);
            boolean masked = before != null && before.mask() == s.node();
            return masked ? s.operand(s.node().input(1)) : null;
        }
        Found f = found(s, s.node());
        if (f == null) {
            return null;
        }
        boolean convolved = f.mask() != null && isConvolved(s, f.mask().output(0));
        Value[][] phases = Arrays.stream(f.phases(s))
                .map(row -> Arrays.stream(row).map(phase -> phase.positive(s)).toArray(Value[]::new))
                .toArray(Value[][]::new);
        return new Interleaving(s, f.pool().stride(), f.pool().channels(), f.x()).of(phases, !convolved);
    }

    /**
     * A cotangent that comes back through a pooling, and through the Relu in front of it if there is one, in phases by row
     * and column with zeros beyond the map; null if it comes from elsewhere.
     */
    static SignedMap @Nullable [][] phases(Spot s, String cotangent) {
        Node where = s.producer(cotangent, "Where");
        Node scattering = s.producer(where == null ? cotangent : where.input(1), "Reshape");
        Found f = scattering == null ? null : found(s, scattering);
        return f == null || f.mask() != where ? null : f.phases(s);
    }

    private static @Nullable Found found(Spot s, Node scattering) {
        Node scatter = scattering.is("Reshape") ? s.producer(scattering.input(0), "ScatterElements") : null;
        Node indices = scatter == null ? null : s.producer(scatter.input(1), "Reshape");
        Node weights = scatter == null ? null : s.producer(scatter.input(2), "Reshape");
        Node pooling = indices == null ? null : s.producer(indices.input(0), "MaxPool");
        if (indices == null
                || weights == null
                || pooling == null
                || !indices.input(0).equals(pooling.output(1))) {
            return null;
        }
        Value x = s.known(pooling.input(0));
        Value y = s.known(pooling.output(0));
        Pool pool = x == null || y == null ? null : Pool.of(pooling, x, y);
        if (x == null || pool == null) {
            return null;
        }
        String back = scattering.output(0);
        boolean zeroLost = s.producer(x.name(), "Relu") != null && stopsAtZero(s, back, x.name());
        if (!zeroLost && !pool.isInside()) {
            return null;
        }
        List<Node> readers = s.readers(back);
        boolean alone = zeroLost && readers.size() == 1 && readers.get(0).is("Where");
        return new Found(pooling, pool, x, weights.input(0), alone ? readers.get(0) : null);
    }

    /**
     * Whether what comes back at {@code x} is dropped wherever x is 0, as the derivative of Relu does; other rules for
     * Relu need not.
     */
    private static boolean stopsAtZero(Spot s, String back, String x) {
        List<Node> readers = s.readers(back);
        return !readers.isEmpty()
                && !s.isOutput(back)
                && readers.stream()
                        .allMatch(n -> n.is("Sum") ? stopsAtZero(s, n.output(0), x) : n.is("Where") && isMask(s, n, x));
    }

    /** Whether a node is {@code Where(x > 0, ..., 0)}. */
    private static boolean isMask(Spot s, Node where, String x) {
        Masks.Mask mask = Masks.mask(s, where);
        return mask != null && mask.greater() && mask.bound() == 0 && mask.y().equals(x);
    }

    /** Whether a value stems from cut channels, and needs to be taken into the blocked layout once and not at every use. */
    private static boolean isPlain(Spot s, String value) {
        Node sum = s.producer(value, "Sum");
        return s.producer(value, "Slice") != null
                || sum != null && sum.inputs().stream().anyMatch(v -> isPlain(s, v));
    }

    private static boolean isConvolved(Spot s, String value) {
        return !s.isOutput(value) && s.readers(value).stream().allMatch(n -> n.is("Conv", "ConvTranspose"));
    }
}
