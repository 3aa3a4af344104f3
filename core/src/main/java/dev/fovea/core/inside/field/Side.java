package dev.fovea.core.inside.field;

import dev.fovea.core.inside.field.Span.Whole;
import dev.fovea.core.inside.field.Span.Window;

/**
 * What becomes of the picture's rows, or of its columns, in one value.
 *
 * @param axis the axis of the value that they lie along; -1 if there is none
 * @param span what the elements along it hang on
 */
record Side(int axis, Span span) {
    private static final double SAME = 1e-9;

    /** Rows, or columns, as they are in the picture. */
    static Side picture(int axis) {
        return new Side(axis, new Window(1, 0, 0));
    }

    /** Of a value made along {@code alongAxis} by reading, for element o, the elements {@code o * step + low} to {@code o * step + high}. */
    Side reading(int alongAxis, double step, double low, double high) {
        if (axis != alongAxis || !(span instanceof Window w)) {
            return this;
        }
        return new Side(axis, new Window(w.step() * step, w.first() + w.step() * low, w.last() + w.step() * high));
    }

    /** Of a value whose elements mix everything along {@code alongAxis}. */
    Side mixing(int alongAxis, String cause) {
        return axis == alongAxis ? whole(cause) : this;
    }

    /** The same axis, but everything may be mixed along it. */
    Side whole(String cause) {
        return span instanceof Whole ? this : new Side(axis, new Whole(cause));
    }

    Side onAxis(int newAxis) {
        return newAxis == axis ? this : new Side(newAxis, span);
    }

    /** Of a value made element by element of this one and another. */
    Side and(Side other, String cause) {
        if (axis < 0 || other.axis < 0) {
            // A gate without rows and columns of its own works on those of what it is applied to.
            return new Side(Math.max(axis, other.axis), span instanceof Whole ? span : other.span).whole(cause);
        }
        if (axis != other.axis) {
            return new Side(-1, new Whole(cause));
        }
        if (span instanceof Whole) {
            return this;
        }
        if (other.span instanceof Window b && span instanceof Window a) {
            return Math.abs(a.step() - b.step()) > SAME * a.step()
                    ? whole(cause)
                    : new Side(
                            axis, new Window(a.step(), Math.min(a.first(), b.first()), Math.max(a.last(), b.last())));
        }
        return other;
    }
}
