package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of {@code y = x σ} with {@code σ = sigmoid(x)}, which the rules for Mul and Sigmoid write as {@code
 * dy σ + (dy x) (σ (1 - σ))}, becomes {@code dy (σ (1 + x - y))}: fewer passes over the maps, all in the blocked layout,
 * where ONNX Runtime computes {@code 1 + x - y} as one channelwise convolution.
 */
final class Swishes extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node sum = s.node();
        if (!sum.is("Sum") || sum.inputs().size() != 2) {
            return null;
        }
        Value direct = swish(s, sum.input(0), sum.input(1));
        return direct != null ? direct : swish(s, sum.input(1), sum.input(0));
    }

    /** The sum of {@code dy σ} and {@code (dy x) (σ (1 - σ))}; null if these are other terms. */
    private static @Nullable Value swish(Spot s, String first, String second) {
        Node direct = s.producer(first, "Mul");
        Node through = s.producer(second, "Mul");
        Node inner = through == null ? null : s.producer(through.input(0), "Mul");
        Node slope = through == null ? null : s.producer(through.input(1), "Mul");
        if (direct == null || inner == null || slope == null) {
            return null;
        }
        Node sigmoid = s.producer(direct.input(1), "Sigmoid");
        Node rest = s.producer(slope.input(1), "Sub");
        if (sigmoid == null || rest == null) {
            return null;
        }
        String gate = sigmoid.output(0);
        String x = sigmoid.input(0);
        boolean meant = slope.input(0).equals(gate)
                && rest.input(1).equals(gate)
                && inner.input(0).equals(direct.input(0))
                && inner.input(1).equals(x);
        Value y = meant ? product(s, x, gate) : null;
        Value known = s.known(gate);
        if (y == null || known == null || !Channelwise.fillsBlocks(known)) {
            return null;
        }
        Value bend = s.add(Channelwise.scale(s, y, (int) known.size(1), -1, 1), s.operand(x));
        return s.mul(s.operand(direct.input(0)), s.mul(known, bend));
    }

    /** The forward pass's {@code x σ}. */
    private static @Nullable Value product(Spot s, String x, String gate) {
        for (Node node : s.readers(gate)) {
            if (node.is("Mul") && node.inputs().contains(x) && node.inputs().contains(gate)) {
                return s.operand(node.output(0));
            }
        }
        return null;
    }
}
