package dev.fovea.autodiff.graph;

import org.jspecify.annotations.Nullable;

/**
 * A tensor of a graph by its name.
 *
 * @param name the name; empty for an optional input that is not given
 * @param type the element type
 * @param shape the shape, or null where even the rank is unknown (values that rules make do not carry one)
 */
public record Value(String name, ElementType type, @Nullable Shape shape) implements Cotangent {

    /** Stands for an optional input that is left out. */
    public static final Value ABSENT = new Value("", ElementType.OTHER, null);

    public boolean isPresent() {
        return !name.isEmpty();
    }

    /**
     * The shape.
     *
     * @throws UnknownShapeException if it is not known
     */
    public Shape knownShape() {
        if (shape == null) {
            throw new UnknownShapeException("the shape of '%s' could not be inferred".formatted(name));
        }
        return shape;
    }

    /** The number of dimensions; needs a known rank. */
    public int rank() {
        return knownShape().rank();
    }

    /**
     * The size of one dimension, counted from the end if negative.
     *
     * @throws UnknownShapeException if it is only known when the graph runs
     */
    public long size(int axis) {
        long size = knownShape().size(axis);
        if (size < 0) {
            throw new UnknownShapeException(
                    "dimension %d of '%s' (%s) is only known when the graph runs".formatted(axis, name, shape));
        }
        return size;
    }

    /** Axis {@code axis} counted from the front. */
    public int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    /** Thrown where a rule needs a size that is not known; the engine reports it as an unsupported node. */
    public static final class UnknownShapeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        UnknownShapeException(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** What is not known, as a clause. */
        public String reason() {
            return reason;
        }
    }
}
