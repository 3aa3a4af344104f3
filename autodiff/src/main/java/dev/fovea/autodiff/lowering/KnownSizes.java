package dev.fovea.autodiff.lowering;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that are computed though they are known. A Reshape to computed sizes becomes one to constants where all sizes but
 * one are known: that one follows. A known element of a shape becomes a constant.
 */
final class KnownSizes extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        return s.node().is("Reshape") ? reshape(s) : element(s);
    }

    /** One element of a Shape, by Gather or Slice. */
    private static @Nullable Value element(Spot s) {
        Node picked = s.node();
        Node shape = picked.is("Gather", "Slice") ? s.producer(picked.input(0), "Shape") : null;
        Value of = shape == null || !shape.attributes().protos().isEmpty() ? null : s.known(shape.input(0));
        TensorProto from = s.constantOf(picked.input(1));
        if (of == null || of.shape() == null || from == null || Tensors.count(from) != 1) {
            return null;
        }
        long at = Tensors.toLongs(from)[0];
        int index = (int) (at < 0 ? at + of.rank() : at);
        TensorProto until = s.constantOf(picked.input(2));
        boolean one = picked.is("Gather") || until != null && isOne(s, picked, until, index, of.rank());
        if (!one || index < 0 || index >= of.rank() || of.knownShape().size(index) < 0) {
            return null;
        }
        long[] dims = picked.is("Gather")
                ? from.getDimsList().stream().mapToLong(n -> n).toArray()
                : new long[] {1};
        return s.op(
                "Identity",
                s.constant(Tensors.integers(
                        ElementType.INT64, dims, of.knownShape().size(index))));
    }

    private static boolean isOne(Spot s, Node slice, TensorProto until, int index, int rank) {
        TensorProto step = s.constantOf(slice.input(4));
        long end = Tensors.count(until) == 1 ? Tensors.toLongs(until)[0] : -1;
        long stop = Math.min(end < 0 ? end + rank : end, rank);
        return Tensors.count(until) == 1
                && stop == index + 1
                && (slice.input(4).isEmpty() || step != null && Tensors.toLongs(step)[0] == 1);
    }

    private static @Nullable Value reshape(Spot s) {
        Node reshape = s.node();
        Value y = s.constantOf(reshape.input(1)) == null ? s.known(reshape.output(0)) : null;
        Value x = s.known(reshape.input(0));
        if (x == null || y == null || y.shape() == null) {
            return null;
        }
        long[] sizes = y.shape().sizes();
        if (Arrays.stream(sizes).filter(n -> n < 0).count() > 1
                || Arrays.stream(sizes).anyMatch(n -> n == 0)) {
            return null;
        }
        // A size that is kept is said to be: ONNX Runtime then knows that it has the same name.
        List<Dim> before = x.shape() == null ? List.of() : x.shape().dims();
        for (int i = 0; i < Math.min(sizes.length, before.size()); i++) {
            if (sizes[i] < 0 && before.get(i).surelyEquals(y.shape().dims().get(i))) {
                sizes[i] = 0;
            }
        }
        return s.reshape(x, sizes);
    }
}
