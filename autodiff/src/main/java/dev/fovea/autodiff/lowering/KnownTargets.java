package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Reshape to computed sizes becomes one to constants where all sizes but one are known: that one follows. */
final class KnownTargets extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        Node reshape = s.node();
        Value y = reshape.is("Reshape") && s.constantOf(reshape.input(1)) == null ? s.known(reshape.output(0)) : null;
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
