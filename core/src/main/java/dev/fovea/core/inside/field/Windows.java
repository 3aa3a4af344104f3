package dev.fovea.core.inside.field;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Node;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Operators whose output elements read a window of input elements along each axis. */
final class Windows {
    private static final int SPATIAL = 2;

    private Windows() {}

    /** Convolution and pooling. */
    static Sight sliding(Passage p) {
        Attributes a = p.node().attributes();
        if (p.rank(p.node().input(0)) < SPATIAL + 1) {
            return p.lost();
        }
        int sides = p.rank(p.node().input(0)) - SPATIAL;
        long[] strides = a.ints("strides", all(sides, 1));
        long[] dilations = a.ints("dilations", all(sides, 1));
        Sight sight = placed(channelsLost(p, p.first()), sides);
        for (int i = 0; i < sides; i++) {
            int axis = i + SPATIAL;
            long reach = (kernel(p, i, axis) - 1) * dilations[i];
            Optional<Long> pad = padBefore(p, i, reach, strides[i], sides);
            long stride = strides[i];
            UnaryOperator<Side> along = pad.isPresent()
                    ? s -> s.reading(axis, stride, -pad.get(), reach - pad.get())
                    : s -> s.mixing(axis, p.cause() + ", whose padding hangs on the picture's size");
            sight = sight.map(along);
        }
        return sight;
    }

    /**
     * Where an operator over rows and columns is used, there are rows and columns, even if it could not be followed how the
     * picture's became them.
     */
    private static Sight placed(Sight sight, int sides) {
        return sides == 2 && sight.rows().axis() < 0 && sight.columns().axis() < 0
                ? new Sight(sight.rows().onAxis(SPATIAL), sight.columns().onAxis(SPATIAL + 1))
                : sight;
    }

    private static long kernel(Passage p, int i, int axis) {
        boolean conv = p.node().op().startsWith("Conv");
        long[] given = p.node().attributes().ints("kernel_shape");
        return given != null ? given[i] : conv ? p.size(p.node().input(1), axis) : 1;
    }

    /** A convolution adds up all channels: a side that lies along them is mixed. */
    private static Sight channelsLost(Passage p, Sight sight) {
        return p.node().op().startsWith("Conv") ? sight.map(s -> s.mixing(1, p.cause())) : sight;
    }

    private static Optional<Long> padBefore(Passage p, int i, long reach, long stride, int sides) {
        Attributes a = p.node().attributes();
        String auto = a.s("auto_pad", "NOTSET");
        if (auto.equals("VALID")) {
            return Optional.of(0L);
        }
        if (auto.equals("NOTSET") || auto.isEmpty()) {
            return Optional.of(a.ints("pads", all(2 * sides, 0))[i]);
        }
        long size = p.size(p.node().input(0), i + SPATIAL);
        if (size < 0 && stride > 1) {
            return Optional.empty();
        }
        long outputs = stride == 1 ? size : (size + stride - 1) / stride;
        long total = Math.max(0, (outputs - 1) * stride + reach + 1 - size);
        return Optional.of(auto.equals("SAME_LOWER") ? (total + 1) / 2 : total / 2);
    }

    static Sight transposed(Passage p) {
        Attributes a = p.node().attributes();
        int sides = p.rank(p.node().input(0)) - SPATIAL;
        boolean plain = a.s("auto_pad", "NOTSET").equals("NOTSET") && !a.has("output_shape");
        if (sides < 1 || !plain) {
            return p.first().whole(p.cause());
        }
        long[] strides = a.ints("strides", all(sides, 1));
        long[] dilations = a.ints("dilations", all(sides, 1));
        long[] pads = a.ints("pads", all(2 * sides, 0));
        Sight sight = channelsLost(p, p.first());
        for (int i = 0; i < sides; i++) {
            int axis = i + SPATIAL;
            double stride = strides[i];
            double low = (pads[i] - (kernel(p, i, axis) - 1) * dilations[i]) / stride;
            double high = pads[i] / stride;
            sight = sight.map(s -> s.reading(axis, 1 / stride, low, high));
        }
        return sight;
    }

    /** Interpolation reads the neighbours of the place that an output element comes from. */
    static Sight resized(Passage p) {
        Node node = p.node();
        String mode = node.attributes().s("mode", "nearest");
        String places = node.attributes().s("coordinate_transformation_mode", "half_pixel");
        double reach = mode.equals("cubic") ? 2 : 1;
        Sight sight = p.first();
        for (int axis = 0; axis < Math.max(0, p.rank(node.input(0))); axis++) {
            long in = p.size(node.input(0), axis);
            long out = p.size(node.output(0), axis);
            int along = axis;
            if (in == out && in > 0) {
                continue;
            }
            if (in < 1 || out < 1 || node.attributes().i("antialias", 0) != 0 || places.equals("tf_crop_and_resize")) {
                sight = sight.map(s -> s.mixing(along, p.cause()));
                continue;
            }
            boolean corners = places.equals("align_corners");
            double step = corners ? (out == 1 ? 0 : (in - 1.0) / (out - 1)) : (double) in / out;
            double shift = corners || places.equals("asymmetric") ? 0 : (step - 1) / 2;
            double less = reach - 2 * Span.ROUNDING;
            sight = step == 0
                    ? sight.map(s -> s.mixing(along, p.cause()))
                    : sight.map(s -> s.reading(along, step, shift - less, shift + less));
        }
        return p.rank(node.input(0)) < 0 ? p.lost() : sight;
    }

    static Sight depthToSpace(Passage p) {
        double b = p.node().attributes().i("blocksize", 1);
        return p.first().map(s -> s.mixing(1, p.cause()).reading(s.axis(), 1 / b, -(b - 1) / b, 0));
    }

    static Sight spaceToDepth(Passage p) {
        double b = p.node().attributes().i("blocksize", 1);
        return p.first().map(s -> s.mixing(1, p.cause()).reading(s.axis(), b, 0, b - 1));
    }

    static Sight padded(Passage p) {
        int rank = p.rank(p.node().input(0));
        String mode = p.node().attributes().s("mode", "constant");
        Optional<long[]> pads = p.constant(1);
        // Reflecting and wrapping bring pixels to a border that are not beside it.
        if (pads.isEmpty() || rank < 0 || mode.equals("reflect") || mode.equals("wrap")) {
            return p.first().whole(p.cause());
        }
        Optional<long[]> axes = p.constant(3);
        int count = pads.get().length / 2;
        Sight sight = p.first();
        for (int i = 0; i < count; i++) {
            int axis = axes.isPresent() ? p.axis(axes.get()[i], rank) : i;
            double before = pads.get()[i];
            sight = sight.map(s -> s.reading(axis, 1, -before, -before));
        }
        return sight;
    }

    static Sight sliced(Passage p) {
        int rank = p.rank(p.node().input(0));
        Optional<long[]> starts = p.constant(1);
        if (starts.isEmpty() || rank < 0) {
            return p.first().whole(p.cause());
        }
        Optional<long[]> axes = p.constant(3);
        Optional<long[]> steps = p.constant(4);
        Sight sight = p.first();
        for (int i = 0; i < starts.get().length; i++) {
            int axis = axes.isPresent() ? p.axis(axes.get()[i], rank) : i;
            long step = steps.isPresent() ? steps.get()[i] : 1;
            long size = p.size(p.node().input(0), axis);
            long given = starts.get()[i];
            boolean countable = step > 0 && (given >= 0 || size >= 0);
            long start = given >= 0 ? given : Math.max(0, given + size);
            sight = sight.map(s -> countable ? s.reading(axis, step, start, start) : s.mixing(axis, p.cause()));
        }
        return sight;
    }

    static Sight split(Passage p, int output) {
        Node node = p.node();
        int rank = p.rank(node.input(0));
        if (rank < 0) {
            return p.lost();
        }
        int axis = p.axis(node.attributes().i("axis", 0), rank);
        long before = 0;
        for (int i = 0; i < output; i++) {
            long size = p.size(node.output(i), axis);
            before = size < 0 || before < 0 ? -1 : before + size;
        }
        long offset = before;
        return p.first().map(s -> offset < 0 ? s.mixing(axis, p.cause()) : s.reading(axis, 1, offset, offset));
    }

    private static long[] all(int count, long value) {
        long[] same = new long[count];
        Arrays.fill(same, value);
        return same;
    }
}
