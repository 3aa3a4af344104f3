package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The general backward of operators that only copy elements. Run on the positions 0, 1, 2, … of its input's elements,
 * such an operator says itself where each output element came from, whatever its attributes and sizes; the cotangents
 * are then added up there.
 */
final class Positions {

    private Positions() {}

    /** The rule: the node once more on positions instead of elements, then a scatter. */
    static List<Cotangent> rule(Step s) {
        return s.first(scatter(s, s.dy(), moved(s), s.x()));
    }

    /** For each output element the position of the input element it is a copy of. */
    static Value moved(Step s) {
        Value[] inputs =
                IntStream.range(0, s.node().inputs().size()).mapToObj(s::in).toArray(Value[]::new);
        inputs[0] = of(s, s.x());
        if (s.node().is("Pad") && inputs.length > 2) {
            inputs[2] = Value.ABSENT; // a float margin that modes other than constant do not read
        }
        return s.typed(ElementType.INT64, s.node().op(), s.attributes(), inputs);
    }

    /** The positions 0, 1, 2, … of the elements of {@code x} in its shape. */
    static Value of(Step s, Value x) {
        Value zero = s.constant(Tensors.scalar(ElementType.INT64, 0));
        Value one = s.constant(Tensors.scalar(ElementType.INT64, 1));
        return s.reshape(s.op("Range", zero, count(s, x), one), s.shapeOf(x));
    }

    /** Zeros in the shape of {@code like} with each element of {@code dy} added at its position. */
    static Value scatter(Step s, Value dy, Value positions, Value like) {
        Value zeros = s.typed(
                dy.type(),
                "ConstantOfShape",
                Attributes.of("value", Tensors.floats(dy.type(), new long[] {1}, 0)),
                s.reshape(count(s, like), 1));
        Value flat = s.op(
                "ScatterElements",
                Attributes.of("axis", 0L).with("reduction", "add"),
                zeros,
                s.reshape(positions, -1),
                s.reshape(dy, -1));
        return s.reshapeLike(flat, like);
    }

    private static Value count(Step s, Value x) {
        return s.typed(ElementType.INT64, "Size", Attributes.NONE, x);
    }
}
