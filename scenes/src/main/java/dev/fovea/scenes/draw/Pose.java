package dev.fovea.scenes.draw;

/**
 * Where a figure lies in the picture: mirrored or not, scaled, turned, moved.
 *
 * <p>Immutable and thread-safe.
 */
public final class Pose {
    private final double x;
    private final double y;
    private final double scale;
    private final double cos;
    private final double sin;
    private final double side;

    /**
     * A pose.
     *
     * @param x centre in pixels from the left edge
     * @param y centre in pixels from the top edge
     * @param scale pixels per unit of the figure
     * @param angle clockwise turn in radians
     * @param mirrored whether left and right are swapped before turning
     */
    public Pose(double x, double y, double scale, double angle, boolean mirrored) {
        this.x = x;
        this.y = y;
        this.scale = scale;
        this.cos = StrictMath.cos(angle);
        this.sin = StrictMath.sin(angle);
        this.side = mirrored ? -1 : 1;
    }

    public double x() {
        return x;
    }

    public double y() {
        return y;
    }

    public double scale() {
        return scale;
    }

    double localDirectionX(double dx, double dy) {
        return side * (cos * dx + sin * dy);
    }

    double localDirectionY(double dx, double dy) {
        return cos * dy - sin * dx;
    }

    double localX(double px, double py) {
        return localDirectionX(px - x, py - y) / scale;
    }

    double localY(double px, double py) {
        return localDirectionY(px - x, py - y) / scale;
    }
}
