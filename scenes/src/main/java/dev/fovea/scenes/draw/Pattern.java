package dev.fovea.scenes.draw;

/** A colour for every point of the plane. */
@FunctionalInterface
public interface Pattern {
    Colour at(double x, double y);

    static Pattern plain(Colour colour) {
        return (x, y) -> colour;
    }

    /** Turned by {@code angle} radians, then repeated {@code times} as often per unit. */
    default Pattern turned(double angle, double times) {
        double cos = times * StrictMath.cos(angle);
        double sin = times * StrictMath.sin(angle);
        return (x, y) -> at(cos * x + sin * y, cos * y - sin * x);
    }
}
