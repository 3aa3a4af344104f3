package dev.fovea.scenes.draw;

import java.util.List;

/**
 * A drawn thing: parts laid over one another, the last on top. Figures fit roughly in the unit circle.
 *
 * <p>Immutable and thread-safe.
 */
public record Figure(List<Part> parts) {
    /** One shape with one surface. */
    public record Part(Shape shape, Surface surface) {}

    private static final double STEP = 0.004;
    private static final double INK_WIDTH = 0.05;

    public Figure {
        parts = List.copyOf(parts);
    }

    public static Part part(Shape shape, Surface surface) {
        return new Part(shape, surface);
    }

    /** The same parts, all in one flat colour. */
    public Figure silhouette(Colour colour) {
        return new Figure(parts.stream()
                .map(part -> part(part.shape(), Surface.flat(colour)))
                .toList());
    }

    /** Signed distance to the outline of all parts together. */
    public double distance(double x, double y) {
        double nearest = Double.MAX_VALUE;
        for (Part part : parts) {
            nearest = Math.min(nearest, part.shape().distance(x, y));
        }
        return nearest;
    }

    /** How large the figure is, measured on a fine grid. */
    public Extent extent() {
        int steps = 60;
        double half = 1.3;
        int inside = 0;
        double radius = 0;
        for (int i = 0; i < steps * steps; i++) {
            double x = half * (2 * (i % steps + 0.5) / steps - 1);
            double y = half * (2 * (i / steps + 0.5) / steps - 1);
            if (distance(x, y) <= 0) {
                inside++;
                radius = Math.max(radius, Math.sqrt(x * x + y * y));
            }
        }
        return new Extent(inside * 4 * half * half / (steps * steps), radius);
    }

    /**
     * The size of a figure in its own units.
     *
     * @param area covered area
     * @param radius distance from the origin to the farthest point
     */
    public record Extent(double area, double radius) {}

    /** The lit colour of the topmost part at a point inside the figure. */
    Colour colour(double x, double y, Light.Ray ray) {
        for (int i = parts.size() - 1; i > 0; i--) {
            double distance = parts.get(i).shape().distance(x, y);
            if (distance <= 0) {
                return lit(parts.get(i), x, y, distance, ray);
            }
        }
        Part last = parts.get(0);
        return lit(last, x, y, last.shape().distance(x, y), ray);
    }

    private static Colour lit(Part part, double x, double y, double distance, Light.Ray ray) {
        Surface surface = part.surface();
        Colour own = surface.pattern().at(x, y);
        double depth = -distance;
        if (depth < INK_WIDTH) {
            own = own.times(1 - surface.ink() * (1 - depth / INK_WIDTH));
        }
        if (depth >= surface.relief()) {
            return ray.lit(own, 0, 0, surface.gloss());
        }
        // The edge is rounded off: its slope falls to zero at the depth of the relief.
        double slope = 1.1 * (1 - depth / surface.relief());
        double gx = (part.shape().distance(x + STEP, y) - distance) / STEP;
        double gy = (part.shape().distance(x, y + STEP) - distance) / STEP;
        return ray.lit(own, slope * gx, slope * gy, surface.gloss());
    }
}
