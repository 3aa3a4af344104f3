package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Convolution and its transpose, in one, two or three dimensions: each is the other's adjoint. */
final class Convolutions {

    private Convolutions() {}

    static RuleBook rules() {
        return RuleBook.empty().with("Conv", Convolutions::conv).with("ConvTranspose", Convolutions::transposed);
    }

    private static List<Cotangent> conv(Step s) {
        Window window = Window.ofConvolution(s);
        Cotangent dx = window.transposed(s, s.dy(), s.in(1), s.x(), s.y(), group(s));
        Cotangent dw = s.isActive(1) ? weights(s, window, s.x(), s.x(), s.dy()) : Cotangent.NONE;
        return withBias(s, window, dx, dw);
    }

    /** The transpose reads its input as a convolution's output: back goes the convolution with the same weights. */
    private static List<Cotangent> transposed(Step s) {
        Window window = Window.ofTransposed(s);
        Attributes a = Attributes.of("kernel_shape", window.kernel())
                .with("strides", window.strides())
                .with("dilations", window.dilations())
                .with("pads", window.pads())
                .with("group", group(s));
        Value dx = s.op("Conv", a, s.dy(), s.in(1));
        Cotangent dw = s.isActive(1) ? weights(s, window, s.dy(), s.y(), s.x()) : Cotangent.NONE;
        return withBias(s, window, dx, dw);
    }

    private static List<Cotangent> withBias(Step s, Window window, Cotangent dx, Cotangent dw) {
        List<Cotangent> all = new ArrayList<>(List.of(dx, dw));
        if (s.node().inputs().size() > 2) {
            long[] others = LongStream.concat(LongStream.of(0), LongStream.of(window.axes()))
                    .toArray();
            all.add(s.reduce("ReduceSum", s.dy(), false, others));
        }
        return all;
    }

    private static long group(Step s) {
        return s.attributes().i("group", 1);
    }

    /**
     * The cotangent of a convolution's weights: the correlation of its input with its output's cotangent, batch and
     * channels exchanged, stride and dilation exchanged.
     *
     * @param x the convolution's input, or the cotangent in its place; {@code shaped} has its shape
     * @param dy its output's cotangent, or what stands in its place
     */
    private static Cotangent weights(Step s, Window window, Value x, Value shaped, Value dy) {
        long[] pads = window.pads(shaped);
        if (pads == null) {
            return new Cotangent.Unsupported(
                    "computed weights with auto_pad SAME, a stride above 1 and a picture size only known at run time");
        }
        int rank = window.rank();
        long group = group(s);
        Attributes a = Attributes.of("strides", window.dilations())
                .with("dilations", window.strides())
                .with("pads", pads)
                .with("group", group);
        Value correlation = s.op("Conv", a, grouped(s, x, shaped, group), swapped(s, dy, rank));
        Value fitted =
                s.slice(correlation, s.ints(Window.filled(rank, 0)), s.ints(window.kernel()), s.ints(window.axes()));
        return swapped(s, fitted, rank);
    }

    /** Batch and channels exchanged. */
    private static Value swapped(Step s, Value a, int rank) {
        long[] perm = LongStream.range(0, rank + 2L).toArray();
        perm[0] = 1;
        perm[1] = 0;
        return s.transpose(a, perm);
    }

    /** N x (G*C) x ... as C x (G*N) x ...: what each group's channels become when they are the batch. */
    private static Value grouped(Step s, Value x, Value shaped, long group) {
        int rank = shaped.rank() - 2;
        if (group == 1) {
            return swapped(s, x, rank);
        }
        long channels = shaped.size(1) / group;
        Value shape = s.shapeOf(shaped);
        Value batch = s.slice(shape, s.ints(0), s.ints(1), s.ints(0));
        Value space = s.slice(shape, s.ints(2), s.ints(Long.MAX_VALUE), s.ints(0));
        long[] perm = LongStream.range(0, rank + 3L).toArray();
        perm[0] = 2;
        perm[2] = 0;
        Value apart = s.transpose(s.reshape(x, s.concat(0, batch, s.ints(group, channels), space)), perm);
        return s.reshape(apart, s.concat(0, s.ints(channels), s.mul(batch, s.ints(group)), space));
    }
}
