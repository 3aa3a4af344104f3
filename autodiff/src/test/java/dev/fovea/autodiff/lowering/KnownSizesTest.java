package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OnnxRuntimeRun;
import dev.fovea.autodiff.Types;
import dev.fovea.autodiff.canonical.SameOutputs;
import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Shape.Dim;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownSizesTest {
    private static final Dim BATCH = new Dim(-1, "batch");

    /** Heads split off as exporters write it, and divided by the root of their size. */
    private static Sketch heads() {
        return Sketch.at(18)
                .input("x", 2, 5, 8)
                .constant("zero", Tensors.scalar(ElementType.INT64, 0))
                .constant("front", Tensors.ints(0))
                .constant("rest", Tensors.ints(5, 2, 4))
                .constant("last", Tensors.ints(-1))
                .constant("end", Tensors.ints(Long.MAX_VALUE))
                .node("Shape", "x", "shape")
                .node("Gather", "shape zero", "n")
                .node("Unsqueeze", "n front", "first")
                .node("Concat", "first rest", "sizes", "axis", 0)
                .node("Reshape", "x sizes", "split")
                .node("Shape", "split", "shape2")
                .node("Slice", "shape2 last end", "width")
                .node("Cast", "width", "w", "to", 1)
                .node("Div", "split w", "y")
                .outputs("y");
    }

    private static Graph lowered(Sketch s, Dim first) throws Exception {
        Graph before = s.graph();
        Types inferred = OnnxRuntimeRun.types(before);
        Types types = name -> switch (name) {
            case "x" -> sized("x", first, 5, 8);
            case "split" -> sized("split", first, 5, 2, 4);
            default -> inferred.of(name);
        };
        Graph after = Lowering.forward().apply(before, types);
        assertThat(SameOutputs.difference(before, after, s.values())).isZero();
        return after;
    }

    private static Value sized(String name, Dim first, long... rest) {
        List<Dim> dims = new ArrayList<>(List.of(first));
        for (long n : rest) {
            dims.add(new Dim(n, null));
        }
        return new Value(name, ElementType.FLOAT, new Shape(dims));
    }

    @Test
    void areNotComputed() throws Exception {
        assertThat(SameGradient.count(lowered(heads(), BATCH), "Shape")).isZero();
    }
}
