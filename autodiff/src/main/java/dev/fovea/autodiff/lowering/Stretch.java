package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a value that follow each other along one axis.
 *
 * @param axis counted from the front
 * @param from the first
 * @param until the one after the last
 */
record Stretch(int axis, long from, long until) {

    /** What a Gather or a Slice with constant indices along one axis takes from {@code x}; null for another node. */
    static @Nullable Stretch read(Node node, @Nullable Value x, Map<String, TensorProto> constants) {
        if (x == null || x.shape() == null || x.rank() == 0) {
            return null;
        }
        boolean gather = node.is("Gather");
        if (!gather && !node.is("Slice")) {
            return null;
        }
        List<Long> numbers = new ArrayList<>();
        for (String index : node.inputs().subList(1, node.inputs().size())) {
            TensorProto constant = constants.get(index);
            if (constant == null || Tensors.count(constant) != 1) {
                return null;
            }
            numbers.add(Tensors.toLongs(constant)[0]);
        }
        int axis = x.axis(gather ? node.attributes().i("axis", 0) : numbers.size() > 2 ? numbers.get(2) : 0);
        long size = x.knownShape().size(axis);
        long from = place(numbers.get(0), size);
        long until = gather ? from + 1 : place(numbers.get(1), size);
        boolean stepped = numbers.size() > 3 && numbers.get(3) != 1;
        return stepped || size < 0 || from >= until ? null : new Stretch(axis, from, until);
    }

    /** Where a Slice begins or ends: counted from the end if negative, clamped if outside. */
    private static long place(long index, long size) {
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    long length() {
        return until - from;
    }

    Stretch along(int otherAxis) {
        return new Stretch(otherAxis, from, until);
    }

    Stretch shifted(long by) {
        return new Stretch(axis, from + by, until + by);
    }

    /** The sizes of a value of which there is this stretch alone. */
    long[] shortening(long[] sizes) {
        long[] shorter = sizes.clone();
        shorter[axis] = length();
        return shorter;
    }

    /** The shortest stretch with both in it; null if they are not along one axis. */
    @Nullable Stretch with(Stretch other) {
        return other.axis == axis ? new Stretch(axis, Math.min(from, other.from), Math.max(until, other.until)) : null;
    }

    /** This stretch of {@code x}. */
    Value of(Emitter to, Value x) {
        return to.slice(x, to.ints(from), to.ints(until), to.ints(axis));
    }
}
