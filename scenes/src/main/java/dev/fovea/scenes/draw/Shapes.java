package dev.fovea.scenes.draw;

/** The elementary shapes, each centred on the origin unless its coordinates say otherwise. */
public final class Shapes {
    private Shapes() {}

    public static Shape circle(double radius) {
        return (x, y) -> Math.sqrt(x * x + y * y) - radius;
    }

    public static Shape circle(double centreX, double centreY, double radius) {
        return circle(radius).moved(centreX, centreY);
    }

    public static Shape box(double halfWidth, double halfHeight) {
        return (x, y) -> {
            double dx = Math.abs(x) - halfWidth;
            double dy = Math.abs(y) - halfHeight;
            double ox = Math.max(dx, 0);
            double oy = Math.max(dy, 0);
            return Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(dx, dy), 0);
        };
    }

    /** An axis-aligned ellipse; the distance is a first-order estimate, exact on the border. */
    public static Shape ellipse(double radiusX, double radiusY) {
        return (x, y) -> {
            double u = x / radiusX;
            double v = y / radiusY;
            double level = Math.sqrt(u * u + v * v);
            double slope = Math.sqrt(u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY));
            return slope == 0 ? -Math.min(radiusX, radiusY) : level * (level - 1) / slope;
        };
    }

    /** All points within {@code radius} of the segment from one point to another. */
    public static Shape bar(double fromX, double fromY, double toX, double toY, double radius) {
        double dx = toX - fromX;
        double dy = toY - fromY;
        double squared = dx * dx + dy * dy;
        return (x, y) -> {
            double px = x - fromX;
            double py = y - fromY;
            double t = Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
            double ox = px - t * dx;
            double oy = py - t * dy;
            return Math.sqrt(ox * ox + oy * oy) - radius;
        };
    }

    /**
     * A bent bar: the part of a circle within {@code halfAngle} radians of straight down.
     *
     * @param thickness half the bar's width
     */
    public static Shape arc(double radius, double halfAngle, double thickness) {
        double sin = StrictMath.sin(halfAngle);
        double cos = StrictMath.cos(halfAngle);
        return (x, y) -> {
            double side = Math.abs(x);
            if (cos * side > sin * y) {
                double dx = side - sin * radius;
                double dy = y - cos * radius;
                return Math.sqrt(dx * dx + dy * dy) - thickness;
            }
            return Math.abs(Math.sqrt(x * x + y * y) - radius) - thickness;
        };
    }

    /** Everything above the horizontal line at {@code level}. */
    public static Shape above(double level) {
        return (x, y) -> y - level;
    }

    /** A closed polygon from x, y pairs, in either direction. */
    public static Shape polygon(double... xy) {
        return new Polygon(xy);
    }

    /** A star of {@code points} tips, the first straight up. */
    public static Shape star(int points, double outer, double inner) {
        double[] xy = new double[4 * points];
        for (int i = 0; i < 2 * points; i++) {
            double radius = i % 2 == 0 ? outer : inner;
            double angle = StrictMath.PI * i / points;
            xy[2 * i] = radius * StrictMath.sin(angle);
            xy[2 * i + 1] = -radius * StrictMath.cos(angle);
        }
        return polygon(xy);
    }

    private static final class Polygon implements Shape {
        private final double[] xy;

        Polygon(double[] xy) {
            this.xy = xy.clone();
        }

        @Override
        public double distance(double x, double y) {
            double nearest = Double.MAX_VALUE;
            boolean inside = false;
            for (int i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
                double ex = xy[j] - xy[i];
                double ey = xy[j + 1] - xy[i + 1];
                double wx = x - xy[i];
                double wy = y - xy[i + 1];
                double t = Math.max(0, Math.min(1, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
                double bx = wx - ex * t;
                double by = wy - ey * t;
                nearest = Math.min(nearest, bx * bx + by * by);
                boolean crosses = (xy[i + 1] > y) != (xy[j + 1] > y);
                if (crosses && x < ex * (y - xy[i + 1]) / ey + xy[i]) {
                    inside = !inside;
                }
            }
            return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
        }
    }
}
