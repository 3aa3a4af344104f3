package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Cotangent.of;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elementwise arithmetic of one or more inputs that broadcast. */
final class Arithmetic {

    private Arithmetic() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .withBroadcasting("Add", s -> of(s.dy(), s.dy()))
                .withBroadcasting("Sub", s -> of(s.dy(), s.neg(s.dy())))
                .withBroadcasting("Mul", s -> of(s.mul(s.dy(), s.in(1)), s.mul(s.dy(), s.in(0))))
                .withBroadcasting("Div", s -> of(s.div(s.dy(), s.in(1)), s.neg(s.div(s.mul(s.dy(), s.y()), s.in(1)))))
                .withBroadcasting("Mod", Arithmetic::mod)
                .withBroadcasting("Pow", s -> of(powBase(s), powExponent(s)))
                .withBroadcasting("Sum", s -> all(s, s.dy()))
                .withBroadcasting(
                        "Mean",
                        s -> all(s, s.mul(s.dy(), 1.0 / s.node().inputs().size())));
    }

    private static List<Cotangent> all(Step s, Cotangent each) {
        return Collections.nCopies(s.node().inputs().size(), each);
    }

    /** {@code y = a - q b} with a piecewise constant integer q. */
    private static List<Cotangent> mod(Step s) {
        Value q = s.op("Round", s.div(s.sub(s.in(0), s.y()), s.in(1)));
        return of(s.dy(), s.neg(s.mul(s.dy(), q)));
    }

    /** {@code dy p x^(p-1)}; zero wherever p is zero, where x^(p-1) may be infinite. */
    private static Cotangent powBase(Step s) {
        Value x = s.x();
        Value p = s.in(1);
        double[] known = numbers(s.constantAt(1));
        if (known != null && known.length == 1 && known[0] == 0) {
            return Cotangent.ZERO;
        }
        if (known != null && known.length == 1 && known[0] == 1) {
            return s.dy();
        }
        if (known != null && known.length == 1 && known[0] == 2) {
            return s.mul(s.dy(), s.mul(x, 2));
        }
        Value slope = s.mul(s.op("Pow", x, s.sub(p, s.scalar(1, p))), s.cast(p, x.type()));
        Value dx = s.mul(s.dy(), slope);
        boolean mayBeZero = known == null || Arrays.stream(known).anyMatch(v -> v == 0);
        return mayBeZero ? s.where(s.equal(p, s.scalar(0, p)), s.scalar(0, dx), dx) : dx;
    }

    /** {@code dy y log x}; zero at x = 0 wherever p is not negative, as 0^p stays 0 there. */
    private static Cotangent powExponent(Step s) {
        Value x = s.x();
        Value p = s.in(1);
        if (!p.type().isFloating()) {
            return Cotangent.NONE;
        }
        Value dp = s.mul(s.dy(), s.mul(s.y(), s.op("Log", x)));
        double[] known = numbers(s.constantAt(0));
        if (known == null || Arrays.stream(known).anyMatch(v -> v == 0)) {
            Value flat = s.and(s.equal(x, s.scalar(0, x)), s.not(s.less(p, 0)));
            dp = s.where(flat, s.scalar(0, dp), dp);
        }
        return s.cast(dp, p.type());
    }

    private static double @Nullable [] numbers(@Nullable TensorProto constant) {
        if (constant == null) {
            return null;
        }
        return ElementType.of(constant.getDataType()).isFloating()
                ? Tensors.toDoubles(constant)
                : Arrays.stream(Tensors.toLongs(constant)).asDoubleStream().toArray();
    }
}
