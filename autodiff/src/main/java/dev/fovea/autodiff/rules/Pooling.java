package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Pooling over windows. */
final class Pooling {

    private Pooling() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("MaxPool", Pooling::max)
                .with("AveragePool", Pooling::average)
                .with("LpPool", Pooling::norm);
    }

    /** Each window's cotangent goes to its first largest element, which ONNX Runtime names by its flat index. */
    private static List<Cotangent> max(Step s) {
        Attributes a = s.attributes().without("storage_order");
        Value indices = s.outputs("MaxPool", a, List.of(s.x().type(), ElementType.INT64), s.x())
                .get(1);
        Value dy = s.dy();
        Value size = s.op("ReduceProd", s.shapeOf(s.x()));
        Value zeros = s.typed(
                dy.type(),
                "ConstantOfShape",
                Attributes.of("value", Tensors.floats(dy.type(), new long[] {1}, 0)),
                size);
        Attributes adding = Attributes.of("axis", 0L).with("reduction", "add");
        Value flat = s.op("ScatterElements", adding, zeros, s.reshape(indices, -1), s.reshape(dy, -1));
        return s.first(s.reshapeLike(flat, s.x()));
    }

    /** The mean is a window sum over the number of cells counted, so its adjoint divides first and spreads then. */
    private static List<Cotangent> average(Step s) {
        Window window = Window.ofPooling(s);
        boolean padsCount = s.attributes().i("count_include_pad", 0) == 1;
        boolean overruns = s.attributes().i("ceil_mode", 0) == 1 && !window.isSame();
        boolean uniform = !overruns && (padsCount || !window.isPadded());
        Value dy = uniform ? s.dy() : s.div(s.dy(), counts(s, window, padsCount));
        return s.first(spread(s, window, dy, uniform ? 1.0 / window.cells() : 1));
    }

    /** {@code y = (sum |x|^p)^(1/p)}, padding being zero. */
    private static List<Cotangent> norm(Step s) {
        return s.first(s.mul(base(s), spread(s, Window.ofPooling(s), perNorm(s), 1)));
    }

    /** {@code x |x|^(p-2)}: what the derivative of a p-norm takes from each element. */
    static Value base(Step s) {
        long p = s.attributes().i("p", 2);
        if (p == 1) {
            return s.op("Sign", s.x());
        }
        return p == 2 ? s.x() : s.mul(s.x(), s.op("Pow", s.op("Abs", s.x()), s.scalar(p - 2.0, s.x())));
    }

    /** {@code dy / y^(p-1)}: what it takes from the norm; zero where the norm is. */
    static Value perNorm(Step s) {
        long p = s.attributes().i("p", 2);
        if (p == 1) {
            return s.dy();
        }
        Value y = p == 2 ? s.y() : s.op("Pow", s.y(), s.scalar(p - 1.0, s.y()));
        return s.keepWhere(s.greater(y, 0), s.div(s.dy(), y));
    }

    /** The adjoint of the window sum times {@code weight}, channel by channel. */
    private static Value spread(Step s, Window window, Value dy, double weight) {
        long channels = s.x().size(1);
        double[] cells = new double[Math.toIntExact(channels * window.cells())];
        Arrays.fill(cells, weight);
        long[] shape = LongStream.concat(LongStream.of(channels, 1), LongStream.of(window.kernel()))
                .toArray();
        Value kernel = s.constant(Tensors.floats(dy.type(), shape, cells));
        return window.transposed(s, dy, kernel, s.x(), s.y(), channels);
    }

    /** The number of cells each window counts, in a shape that broadcasts to the output's spatial one. */
    private static Value counts(Step s, Window window, boolean padsCount) {
        Value counts = Value.ABSENT;
        Value begins = window.begins(s, s.x(), s.y());
        Value ins = window.spatial(s, s.x());
        Value outs = window.positions(s, s.x(), s.y());
        for (int i = 0; i < window.rank(); i++) {
            Value axis = s.ints(i);
            Value along = counts(
                    s,
                    window,
                    i,
                    s.gather(0, begins, axis),
                    s.gather(0, ins, axis),
                    s.gather(0, outs, axis),
                    padsCount);
            counts = counts.isPresent() ? s.mul(s.unsqueeze(counts, i), along) : along;
        }
        return counts;
    }

    /** The number of cells each window counts along one axis: those in the map, or in the padded map. */
    private static Value counts(Step s, Window window, int i, Value begin, Value in, Value out, boolean padsCount) {
        Value steps = s.op("Range", s.scalar(0, out), s.squeeze(out, 0), s.scalar(1, out));
        Value starts = s.sub(s.mul(steps, s.ints(window.stride(i))), begin);
        long[] cells = LongStream.range(0, window.kernel()[i])
                .map(k -> k * window.dilation(i))
                .toArray();
        Value positions = s.add(s.unsqueeze(starts, 1), s.ints(cells));
        Value first = padsCount ? s.neg(begin) : s.ints(0);
        Value end = padsCount ? s.add(in, s.ints(window.explicitEnd(i))) : in;
        Value counted = s.and(s.not(s.less(positions, first)), s.less(positions, end));
        return s.reduce("ReduceSum", s.cast(counted, s.dy().type()), false, 1);
    }
}
