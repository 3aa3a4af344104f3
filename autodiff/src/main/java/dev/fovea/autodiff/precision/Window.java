package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A window that slides over some axes of a map, written as strided slices of the padded map: one slice per cell of the
 * window, holding what that cell sees at every position.
 */
final class Window {
    private final int first;
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;

    /** @param first the first axis that the window slides over; the others follow it */
    Window(int first, long[] kernel, long[] strides, long[] dilations) {
        this.first = first;
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
    }

    /** The window of a convolution or a pooling over the spatial axes. */
    static Window spatial(Attributes a, long[] kernel) {
        long[] ones = filled(kernel.length, 1);
        return new Window(2, kernel, a.ints("strides", ones), a.ints("dilations", ones));
    }

    int rank() {
        return kernel.length;
    }

    long cells() {
        return LongStream.of(kernel).reduce(1, Math::multiplyExact);
    }

    /** The length that the window spans. */
    long extent(int i) {
        return (kernel[i] - 1) * dilations[i] + 1;
    }

    /** The pads that the node asks for: all beginnings, then all ends. */
    long[] pads(Site s) {
        String auto = s.attributes().s("auto_pad", "NOTSET");
        if (!auto.startsWith("SAME")) {
            long[] none = filled(2 * rank(), 0);
            return auto.equals("VALID") ? none : s.attributes().ints("pads", none);
        }
        long[] out = new long[2 * rank()];
        for (int i = 0; i < rank(); i++) {
            // A stride of 1 needs the same pads at any size.
            long size = strides[i] == 1 ? 1 : s.x().size(first + i);
            long total = Math.max(0, (size - 1) / strides[i] * strides[i] + extent(i) - size);
            out[i] = (total + (auto.equals("SAME_LOWER") ? 1 : 0)) / 2;
            out[i + rank()] = total - out[i];
        }
        return out;
    }

    /** What ceil_mode adds at the ends, so that the last window that begins on the map or its pads fits. */
    long[] overrun(Site s, long[] pads) {
        long[] out = filled(2 * rank(), 0);
        for (int i = 0; s.attributes().i("ceil_mode", 0) == 1 && i < rank(); i++) {
            long size = s.x().size(first + i);
            long room = size + pads[i] + pads[i + rank()] - extent(i);
            long steps = -Math.floorDiv(-room, strides[i]);
            steps = steps * strides[i] >= size + pads[i] ? steps - 1 : steps;
            out[i + rank()] = Math.max(0, steps * strides[i] - room);
        }
        return out;
    }

    /** {@code x} with margins. */
    Value padded(Site s, Value x, int rankOfX, long[] pads, double margin) {
        if (LongStream.of(pads).allMatch(p -> p == 0)) {
            return x;
        }
        long[] all = new long[2 * rankOfX];
        for (int i = 0; i < rank(); i++) {
            all[first + i] = pads[i];
            all[rankOfX + first + i] = pads[i + rank()];
        }
        return margin == 0 ? s.op("Pad", x, s.ints(all)) : s.op("Pad", x, s.ints(all), s.scalar(margin, x));
    }

    /** What each cell of the window sees of the padded map, cells in row-major order. */
    List<Value> views(Site s, Value padded) {
        List<Value> views = new ArrayList<>();
        long[] cell = new long[rank()];
        for (long n = 0; n < cells(); n++) {
            long rest = n;
            for (int i = rank() - 1; i >= 0; i--) {
                cell[i] = rest % kernel[i];
                rest /= kernel[i];
            }
            views.add(view(s, padded, cell));
        }
        return views;
    }

    /** Ends are counted from the end of the map, so that its size need not be known. */
    private Value view(Site s, Value padded, long[] cell) {
        if (cells() == 1 && LongStream.of(strides).allMatch(n -> n == 1)) {
            return padded;
        }
        long[] starts = new long[rank()];
        long[] ends = new long[rank()];
        for (int i = 0; i < rank(); i++) {
            starts[i] = cell[i] * dilations[i];
            long after = extent(i) - 1 - starts[i];
            ends[i] = after == 0 ? Long.MAX_VALUE : -after;
        }
        long[] axes = LongStream.range(first, first + (long) rank()).toArray();
        return s.op("Slice", padded, s.ints(starts), s.ints(ends), s.ints(axes), s.ints(strides.clone()));
    }

    /** The sum of what the window sees, axis by axis. */
    Value sums(Site s, Value padded) {
        Value sums = padded;
        for (int i = 0; i < rank(); i++) {
            sums = sum(s, along(i).views(s, sums));
        }
        return sums;
    }

    private static Value sum(Site s, List<Value> parts) {
        return parts.size() == 1 ? parts.get(0) : s.op("Sum", parts.toArray(Value[]::new));
    }

    private Window along(int i) {
        return new Window(first + i, new long[] {kernel[i]}, new long[] {strides[i]}, new long[] {dilations[i]});
    }

    static long[] filled(int length, long value) {
        long[] out = new long[length];
        Arrays.fill(out, value);
        return out;
    }

    /** Element-wise sum. */
    static long[] plus(long[] a, long[] b) {
        return IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
    }
}
