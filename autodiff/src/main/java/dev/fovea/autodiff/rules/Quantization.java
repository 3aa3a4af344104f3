package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/**
 * Quantisation, differentiated straight through (Bengio, Léonard, Courville 2013, arXiv 1308.3432): rounding counts as
 * the identity, clamping does not. The cotangent of a quantised value is a float: the derivative per quantised unit.
 * Scales and zero points count as constants, also where they are computed from the values (DynamicQuantizeLinear).
 */
final class Quantization {

    private Quantization() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("QuantizeLinear", Quantization::quantize)
                .with("DequantizeLinear", Quantization::dequantize)
                // The range is that of the values, so nothing is clamped.
                .with("DynamicQuantizeLinear", s -> s.first(s.div(s.dy(), s.out(1))));
    }

    private static List<Cotangent> dequantize(Step s) {
        return isBlocked(s)
                ? s.unsupported("it is quantised in blocks")
                : s.first(s.mul(s.dy(), alongAxis(s, s.in(1), s.dy())));
    }

    private static List<Cotangent> quantize(Step s) {
        ElementType type = s.y().type();
        boolean signed = type == ElementType.INT8 || type == ElementType.INT16;
        if (!signed && type != ElementType.UINT8 && type != ElementType.UINT16) {
            return s.unsupported("it quantises to a type other than 8- and 16-bit integers");
        }
        if (isBlocked(s)) {
            return s.unsupported("it is quantised in blocks");
        }
        Value dy = s.dy();
        Value scale = alongAxis(s, s.in(1), dy);
        Value units = s.op("Round", s.div(s.cast(s.x(), dy.type()), scale));
        Value unclamped = s.in(2).isPresent() ? s.add(units, alongAxis(s, s.in(2), dy)) : units;
        double values = Math.pow(2, 8.0 * type.bytes());
        double lowest = signed ? -values / 2 : 0;
        Value clamped = s.op("Clip", unclamped, s.scalar(lowest, dy), s.scalar(lowest + values - 1, dy));
        return s.first(s.keepWhere(s.equal(unclamped, clamped), s.div(dy, scale)));
    }

    private static boolean isBlocked(Step s) {
        return s.attributes().i("block_size", 0) != 0;
    }

    /** A scale or zero point in the type of {@code like}: one for all as it is, one per index broadcast along the axis. */
    private static Value alongAxis(Step s, Value parameter, Value like) {
        Value cast = s.cast(parameter, like.type());
        if (parameter.rank() == 0) {
            return cast;
        }
        int axis = s.x().axis(s.attributes().i("axis", 1));
        long[] shape = Window.filled(Math.max(1, s.x().rank() - axis), 1);
        shape[0] = -1;
        return s.reshape(cast, shape);
    }
}
