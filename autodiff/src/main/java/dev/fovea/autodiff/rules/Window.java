package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The window that a convolution or a pooling slides over the spatial axes (those after batch and channels). */
final class Window {
    private final String autoPad;
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] pads;
    private final boolean ceil;

    private Window(Attributes a, long[] kernel) {
        int rank = kernel.length;
        this.kernel = kernel;
        this.autoPad = a.s("auto_pad", "NOTSET");
        this.strides = a.ints("strides", filled(rank, 1));
        this.dilations = a.ints("dilations", filled(rank, 1));
        this.pads = a.ints("pads", filled(2 * rank, 0));
        this.ceil = a.i("ceil_mode", 0) == 1;
    }

    /** The window of a pooling node. */
    static Window ofPooling(Step s) {
        return new Window(s.attributes(), s.attributes().ints("kernel_shape", new long[0]));
    }

    /** The window of a convolution whose weights are the second input. */
    static Window ofConvolution(Step s) {
        long[] given = s.attributes().ints("kernel_shape");
        Value w = s.in(1);
        return new Window(
                s.attributes(),
                given != null
                        ? given
                        : LongStream.range(2, w.rank())
                                .map(i -> w.size((int) i))
                                .toArray());
    }

    /** The window of a transposed convolution, its pads made explicit. */
    static Window ofTransposed(Step s) {
        Window given = ofConvolution(s);
        Attributes a = s.attributes().without("auto_pad");
        return given.isSame() || a.has("output_shape")
                ? new Window(a.with("pads", given.transposedPads(s)), given.kernel)
                : given;
    }

    private long[] transposedPads(Step s) {
        long[] extra = s.attributes().ints("output_padding", filled(rank(), 0));
        long[] wanted = s.attributes().ints("output_shape");
        long[] out = new long[2 * rank()];
        for (int i = 0; i < rank(); i++) {
            long reach = extra[i] + extent(i) - strides[i];
            long total = Math.max(0, wanted == null ? reach : reach + s.x().size(i + 2) * strides[i] - wanted[i]);
            out[i] = (total + (autoPad.equals("SAME_UPPER") ? 0 : 1)) / 2;
            out[i + rank()] = total - out[i];
        }
        return out;
    }

    int rank() {
        return kernel.length;
    }

    long[] kernel() {
        return kernel.clone();
    }

    long stride(int axis) {
        return strides[axis];
    }

    long dilation(int axis) {
        return dilations[axis];
    }

    long[] strides() {
        return strides.clone();
    }

    long[] dilations() {
        return dilations.clone();
    }

    /** The pads as written down: of all axes at the beginning, then of all axes at the end. */
    long[] pads() {
        return autoPad.equals("VALID") ? filled(2 * rank(), 0) : pads.clone();
    }

    /** The number of cells in the window. */
    long cells() {
        return LongStream.of(kernel).reduce(1, Math::multiplyExact);
    }

    /** The length that the window spans along a spatial axis. */
    long extent(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }

    /** The spatial axes of a tensor. */
    long[] axes() {
        return LongStream.range(2, rank() + 2L).toArray();
    }

    /** The pad written down for the end of a spatial axis. */
    long explicitEnd(int axis) {
        return autoPad.equals("NOTSET") ? pads[axis + rank()] : 0;
    }

    boolean isPadded() {
        return isSame() || !autoPad.equals("VALID") && LongStream.of(pads).anyMatch(p -> p != 0);
    }

    /** Whether windows cover the map just so that there is an output per stride. */
    boolean isSame() {
        return autoPad.startsWith("SAME");
    }

    /** The pads at the beginnings, then at the ends; null where they hang on a size of {@code x} that is not known. */
    long @Nullable [] pads(Value x) {
        if (!isSame()) {
            return pads();
        }
        long[] out = new long[2 * rank()];
        for (int i = 0; i < rank(); i++) {
            long size = x.knownShape().size(i + 2);
            if (size < 0 && strides[i] != 1) {
                return null;
            }
            long beyond = size < 0 ? 0 : (size - 1) / strides[i] * strides[i] - size + 1;
            long total = Math.max(0, beyond + extent(i) - 1);
            out[i] = (total + more()) / 2;
            out[i + rank()] = total - out[i];
        }
        return out;
    }

    /** 1 if an odd pad has its larger half at the beginning. */
    private long more() {
        return autoPad.equals("SAME_LOWER") ? 1 : 0;
    }

    /** The pads at the beginnings as a vector, computed when the graph runs where sizes are not known. */
    Value begins(Emitter to, Value x, Value y) {
        long[] known = pads(x);
        if (known != null) {
            return to.ints(Arrays.copyOf(known, rank()));
        }
        Value covered =
                to.add(to.mul(to.sub(spatial(to, y), to.ints(filled(rank(), 1))), to.ints(strides)), extents(to));
        Value total = to.op("Max", to.sub(covered, spatial(to, x)), to.ints(0));
        return to.div(to.add(total, to.ints(more())), to.ints(2));
    }

    private Value extents(Emitter to) {
        return to.ints(LongStream.range(0, rank()).map(i -> extent((int) i)).toArray());
    }

    /** The spatial sizes of a value as a vector. */
    Value spatial(Emitter to, Value x) {
        Shape shape = x.knownShape();
        return isKnown(x)
                ? to.ints(Arrays.copyOfRange(shape.sizes(), 2, shape.rank()))
                : to.slice(to.shapeOf(x), to.ints(2), to.ints(Long.MAX_VALUE), to.ints(0));
    }

    /**
     * The number of windows along each spatial axis, as a vector. Up to opset 21, ONNX's shape inference counts windows
     * in ceil mode that begin behind the map, which ONNX Runtime leaves out; so the inferred shape is not asked.
     */
    Value positions(Emitter to, Value x, Value y) {
        long[] known = pads(x);
        return known != null && isKnown(x)
                ? to.ints(IntStream.range(0, rank())
                        .mapToLong(i -> positions(i, known, x.size(i + 2)))
                        .toArray())
                : spatial(to, y);
    }

    private long positions(int i, long[] known, long in) {
        long room = in + known[i] + known[i + rank()] - extent(i);
        long steps = ceil ? -Math.floorDiv(-room, strides[i]) : Math.floorDiv(room, strides[i]);
        return ceil && steps * strides[i] >= in + known[i] ? steps : steps + 1;
    }

    /** Whether all spatial sizes of a value are known. */
    boolean isKnown(Value x) {
        return x.knownShape().dims().subList(2, rank() + 2).stream().allMatch(Shape.Dim::isKnown);
    }

    /**
     * The adjoint of a convolution (without bias) with weights {@code w}: from the shape of its output {@code y} to that
     * of its input {@code x}.
     */
    Value transposed(Emitter to, Value dy, Value w, Value x, Value y, long group) {
        long[] exact = pads(x);
        Attributes common = Attributes.of("kernel_shape", kernel)
                .with("strides", strides)
                .with("dilations", dilations)
                .with("group", group);
        if (exact != null && isKnown(x)) {
            return to.op("ConvTranspose", fitted(common, exact, x), dy, w);
        }
        long[] extra = LongStream.of(strides).map(s -> s - 1).toArray();
        if (exact != null) {
            Attributes a = common.with("pads", Arrays.copyOf(Arrays.copyOf(exact, rank()), 2 * rank()));
            Value from = to.ints(filled(rank(), 0));
            return to.slice(
                    to.op("ConvTranspose", a.with("output_padding", extra), dy, w),
                    from,
                    spatial(to, x),
                    to.ints(axes()));
        }
        Value wide = to.op("ConvTranspose", common.with("output_padding", extra), dy, w);
        Value from = begins(to, x, y);
        return to.slice(wide, from, to.add(from, spatial(to, x)), to.ints(axes()));
    }

    private Attributes fitted(Attributes common, long[] exact, Value x) {
        long[] crop = exact.clone();
        long[] extra = new long[rank()];
        for (int i = 0; i < rank(); i++) {
            long end = (positions(i, exact, x.size(i + 2)) - 1) * strides[i] + extent(i) - crop[i] - x.size(i + 2);
            crop[i + rank()] = Math.max(0, end);
            extra[i] = Math.max(0, -end);
        }
        Attributes a = common.with("pads", crop);
        return LongStream.of(extra).allMatch(e -> e == 0) ? a : a.with("output_padding", extra);
    }

    static long[] filled(int length, long value) {
        long[] out = new long[length];
        Arrays.fill(out, value);
        return out;
    }
}
