package dev.fovea.scenes.draw;

/**
 * A region of the plane as a signed distance: negative inside, zero on the border, positive outside. The y axis points
 * down, as in pictures.
 *
 * <p>Combined shapes give a lower bound of the distance rather than the distance itself, which is all the canvas needs.
 * The rules are Inigo Quilez's, "2D distance functions".
 */
@FunctionalInterface
public interface Shape {
    double distance(double x, double y);

    /** What lies in either shape. */
    default Shape or(Shape other) {
        return (x, y) -> Math.min(distance(x, y), other.distance(x, y));
    }

    /** What lies in both shapes. */
    default Shape and(Shape other) {
        return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
    }

    /** What lies in this shape and not in the other. */
    default Shape minus(Shape other) {
        return (x, y) -> Math.max(distance(x, y), -other.distance(x, y));
    }

    /** Grown outwards on all sides, corners rounded; a negative amount shrinks. */
    default Shape grown(double amount) {
        return (x, y) -> distance(x, y) - amount;
    }

    /** The border itself, as a band of the given half width. */
    default Shape rim(double halfWidth) {
        return (x, y) -> Math.abs(distance(x, y)) - halfWidth;
    }

    default Shape moved(double dx, double dy) {
        return (x, y) -> distance(x - dx, y - dy);
    }

    /** Turned clockwise (as seen in a picture) about the origin, by {@code angle} radians. */
    default Shape turned(double angle) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return (x, y) -> distance(cos * x + sin * y, cos * y - sin * x);
    }

    /** The right half, and its reflection on the left. */
    default Shape mirrored() {
        return (x, y) -> distance(Math.abs(x), y);
    }
}
