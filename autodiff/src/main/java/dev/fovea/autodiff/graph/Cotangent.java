package dev.fovea.autodiff.graph;

import java.util.ArrayList;
import java.util.List;

/** What a backward rule says of one input of its operator: the derivative of the target with respect to it. */
public sealed interface Cotangent permits Value, Cotangent.Zero, Cotangent.NotDifferentiable, Cotangent.Unsupported {

    /** The derivative is zero everywhere it exists (Floor, Sign). */
    record Zero() implements Cotangent {}

    /** The input carries integers or decisions (a shape, an index, a condition): there is no derivative. */
    record NotDifferentiable() implements Cotangent {}

    /**
     * The derivative exists but Fovea cannot build it.
     *
     * @param reason what stands in the way, as a clause that fits after a colon
     */
    record Unsupported(String reason) implements Cotangent {}

    Cotangent ZERO = new Zero();
    Cotangent NONE = new NotDifferentiable();

    /** The cotangents of the inputs in order. */
    static List<Cotangent> of(Cotangent... inputs) {
        return List.of(inputs);
    }

    /** {@code first} for the first of {@code count} inputs; the others are not differentiable. */
    static List<Cotangent> first(int count, Cotangent first) {
        List<Cotangent> all = new ArrayList<>(List.of(first));
        while (all.size() < count) {
            all.add(NONE);
        }
        return all;
    }
}
