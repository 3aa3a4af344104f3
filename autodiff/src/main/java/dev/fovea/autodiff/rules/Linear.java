package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Broadcast;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Matrix products. */
final class Linear {

    private Linear() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Gemm", Linear::gemm)
                .with("MatMul", Linear::matmul)
                .with("Einsum", EinsteinSum::backward);
    }

    private static List<Cotangent> gemm(Step s) {
        long ta = s.attributes().i("transA", 0);
        long tb = s.attributes().i("transB", 0);
        Value a = s.in(0);
        Value b = s.in(1);
        Value dy = s.dy();
        List<Cotangent> all = new ArrayList<>();
        all.add(ta == 0 ? product(s, dy, 0, b, 1 - tb) : product(s, b, tb, dy, 1));
        all.add(tb == 0 ? product(s, a, 1 - ta, dy, 0) : product(s, dy, 1, a, ta));
        if (s.node().inputs().size() > 2) {
            all.add(
                    s.isActive(2)
                            ? s.mul(
                                    Broadcast.undo(s, dy, s.y(), s.in(2)),
                                    s.attributes().f("beta", 1))
                            : Cotangent.NONE);
        }
        return all;
    }

    private static Value product(Step s, Value a, long transA, Value b, long transB) {
        Attributes attributes = Attributes.of("transA", transA)
                .with("transB", transB)
                .with("alpha", s.attributes().f("alpha", 1));
        return s.op("Gemm", attributes, a, b);
    }

    private static List<Cotangent> matmul(Step s) {
        // A vector is a matrix with one row on the left, with one column on the right.
        Value a = s.in(0).rank() == 1 ? lifted(s, s.in(0), s.in(0), 0) : s.in(0);
        Value b = s.in(1).rank() == 1 ? lifted(s, s.in(1), s.in(1), 1) : s.in(1);
        Value dy = s.dy();
        Shape y = s.y().knownShape();
        if (s.in(0).rank() == 1) {
            int at = s.in(1).rank() == 1 ? 0 : y.rank() - 1;
            dy = s.unsqueeze(dy, at);
            y = inserted(y, at);
        }
        if (s.in(1).rank() == 1) {
            dy = s.unsqueeze(dy, y.rank());
            y = inserted(y, y.rank());
        }
        Value da = unrepeated(s, s.matmul(dy, turned(s, b)), y, a, b);
        Value db = s.isActive(1) ? unrepeated(s, s.matmul(turned(s, a), dy), y, b, a) : dy;
        return Cotangent.of(
                s.in(0).rank() == 1 ? s.squeeze(da, 0) : da,
                !s.isActive(1) ? Cotangent.NONE : s.in(1).rank() == 1 ? s.squeeze(db, 1) : db);
    }

    private static Value lifted(Step s, Value written, Value shaped, int axis) {
        Value out = s.unsqueeze(written, axis);
        return new Value(out.name(), out.type(), inserted(shaped.knownShape(), axis));
    }

    private static Shape inserted(Shape shape, int axis) {
        List<Shape.Dim> dims = new ArrayList<>(shape.dims());
        dims.add(axis, new Shape.Dim(1, null));
        return new Shape(dims);
    }

    /** The matrices transposed. */
    private static Value turned(Step s, Value a) {
        int rank = a.rank();
        long[] perm = LongStream.range(0, rank).toArray();
        perm[rank - 2] = rank - 1L;
        perm[rank - 1] = rank - 2L;
        return s.transpose(a, perm);
    }

    /** The sum over the batch axes along which {@code source} was repeated to meet {@code other}. */
    private static Value unrepeated(Step s, Value cotangent, Shape y, Value source, Value other) {
        if (other.rank() == 2) {
            return cotangent;
        }
        List<Shape.Dim> dims = new ArrayList<>(y.dims().subList(0, y.rank() - 2));
        Shape own = source.knownShape();
        dims.addAll(own.dims().subList(own.rank() - 2, own.rank()));
        Value full = new Value(cotangent.name(), cotangent.type(), new Shape(dims));
        return Broadcast.undo(s, cotangent, full, source);
    }
}
