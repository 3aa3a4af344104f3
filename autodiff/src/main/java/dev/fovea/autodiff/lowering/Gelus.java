package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass of {@code z (1 + erf(u))} with {@code u = z / c}, which exporters write for Gelu and whose rules give
 * {@code dy (1 + erf(u)) + (dy z) (k exp(-u²)) / c}, becomes {@code dy (1 + erf(u) + k u exp(-u²))} with everything after
 * {@code z} computed anew: ONNX Runtime then fuses the forward pass, and what would be kept for the way back need not be
 * written to memory and read again.
 */
final class Gelus extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node sum = s.node();
        if (!sum.is("Sum") || sum.inputs().size() != 2) {
            return null;
        }
        Value direct = slope(s, sum.input(0), sum.input(1));
        return direct != null ? direct : slope(s, sum.input(1), sum.input(0));
    }

    private static @Nullable Value slope(Spot s, String first, String second) {
        Node direct = s.producer(first, "Mul");
        Node shifted = direct == null ? null : s.producer(direct.input(1), "Add");
        Node erf = shifted == null ? null : s.producer(shifted.input(0), "Erf");
        Node u = erf == null ? null : s.producer(erf.input(0), "Div");
        Node back = s.producer(second, "Div");
        Node through = back == null ? null : s.producer(back.input(0), "Mul");
        Node inner = through == null ? null : s.producer(through.input(0), "Mul");
        Node bell = through == null ? null : s.producer(through.input(1), "Mul");
        Node exp = bell == null ? null : s.producer(bell.input(0), "Exp");
        Node minus = exp == null ? null : s.producer(exp.input(0), "Neg");
        Node square = minus == null ? null : s.producer(minus.input(0), "Mul");
        if (direct == null
                || shifted == null
                || u == null
                || back == null
                || inner == null
                || bell == null
                || square == null) {
            return null;
        }
        boolean meant = back.input(1).equals(u.input(1))
                && inner.input(0).equals(direct.input(0))
                && inner.input(1).equals(u.input(0))
                && square.input(0).equals(u.output(0))
                && square.input(1).equals(u.output(0));
        double c = Masks.single(s, u.input(1)).orElse(0);
        return meant && c != 0 ? written(s, s.operand(direct.input(0)), u.input(0), c, shifted, bell) : null;
    }

    private static Value written(Spot s, Value dy, String input, double c, Node shifted, Node bell) {
        Node biased = s.producer(input, "Add");
        // The other way round, or ONNX Runtime would see that it is there already, and keep it.
        Value z = biased == null ? s.operand(input) : s.add(s.operand(biased.input(1)), s.operand(biased.input(0)));
        Value u = s.mul(z, 1 / c);
        Value tail = s.mul(s.op("Exp", s.neg(s.mul(u, u))), u);
        Value slope = s.add(s.op("Erf", u), s.mul(tail, s.operand(bell.input(1))));
        return s.mul(dy, s.add(slope, s.operand(shifted.input(1))));
    }
}
