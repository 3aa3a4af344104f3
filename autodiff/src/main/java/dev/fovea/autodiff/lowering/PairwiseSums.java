package dev.fovea.autodiff.lowering;

import dev.fovea.autodiff.graph.Value;
import org.jspecify.annotations.Nullable;

/** Cotangents that meet are added two by two: ONNX Runtime runs Add on all its threads and Sum on one. */
final class PairwiseSums extends Peephole {

    @Override
    @Nullable Value rewrite(Spot s) {
        return s.node().is("Sum")
                ? s.node().inputs().stream().map(s::operand).reduce(s::add).orElse(null)
                : null;
    }
}
