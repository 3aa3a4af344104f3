package dev.fovea.scenes.draw;

/**
 * A square picture being painted from back to front. Edges are smoothed by {@value #GRID} x {@value #GRID} samples per
 * pixel. Not thread-safe.
 */
public final class Canvas {
    private static final int GRID = 3;
    /** Figures reach at most this far from their origin, in their own units. */
    private static final double REACH = 1.3;

    private final int size;
    private final Light light;
    private final Colour[] pixels;

    public Canvas(int size, Light light, Pattern ground) {
        this.size = size;
        this.light = light;
        this.pixels = new Colour[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                pixels[y * size + x] = ground.at(x + 0.5, y + 0.5).times(light.tint());
            }
        }
    }

    /** Darkens what lies beside a figure, away from the light. */
    public void shade(Figure figure, Pose pose, double height) {
        double offset = height * light.reach();
        double dx = -offset * StrictMath.cos(light.angle());
        double dy = -offset * StrictMath.sin(light.angle());
        double blur = 1 + 0.6 * height;
        forEachPixel(pose, offset + blur, (x, y) -> {
            double fallen = distance(figure, pose, x + 0.5 - dx, y + 0.5 - dy);
            double close = distance(figure, pose, x + 0.5, y + 0.5);
            double dark = Math.max(ramp(fallen, blur), 0.7 * ramp(close, 1.5));
            int at = y * size + x;
            pixels[at] = pixels[at].times(1 - light.shadow() * dark);
        });
    }

    /**
     * Paints a figure.
     *
     * @return the share of every pixel that the figure covers, 0 to 1, row by row
     */
    public double[] paint(Figure figure, Pose pose) {
        double[] covered = new double[size * size];
        Light.Ray ray = light.ray(pose);
        forEachPixel(pose, 1, (x, y) -> {
            if (distance(figure, pose, x + 0.5, y + 0.5) > 1.5) {
                return;
            }
            int hits = 0;
            Colour sum = Colour.BLACK;
            for (int k = 0; k < GRID * GRID; k++) {
                double px = x + (k % GRID + 0.5) / GRID;
                double py = y + (k / GRID + 0.5) / GRID;
                double localX = pose.localX(px, py);
                double localY = pose.localY(px, py);
                if (figure.distance(localX, localY) <= 0) {
                    hits++;
                    sum = sum.plus(figure.colour(localX, localY, ray));
                }
            }
            if (hits > 0) {
                double share = (double) hits / (GRID * GRID);
                int at = y * size + x;
                covered[at] = share;
                pixels[at] = pixels[at].mix(sum.times(1.0 / hits), share);
            }
        });
        return covered;
    }

    /** The finished picture as {@code 0xRRGGBB}, with the light's fall-off and a grain of the given strength. */
    public int[] develop(Noise grain, double strength) {
        double slopeX = light.falloff() * StrictMath.cos(light.angle());
        double slopeY = light.falloff() * StrictMath.sin(light.angle());
        int[] rgb = new int[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double level = 1 + slopeX * (2.0 * x / size - 1) + slopeY * (2.0 * y / size - 1);
                Colour speck = new Colour(grain.at(x, y), grain.at(x, y + size), grain.at(x + size, y));
                rgb[y * size + x] = pixels[y * size + x]
                        .times(level)
                        .plus(speck.plus(Colour.grey(-0.5)).times(strength))
                        .packed();
            }
        }
        return rgb;
    }

    private static double distance(Figure figure, Pose pose, double px, double py) {
        return pose.scale() * figure.distance(pose.localX(px, py), pose.localY(px, py));
    }

    /** 1 well inside, 0 well outside, soft over {@code width} pixels on both sides of the border. */
    private static double ramp(double distance, double width) {
        double t = Math.max(0, Math.min(1, 0.5 - distance / (2 * width)));
        return t * t * (3 - 2 * t);
    }

    private void forEachPixel(Pose pose, double margin, PixelTask task) {
        double reach = REACH * pose.scale() + margin;
        int left = Math.max(0, (int) Math.floor(pose.x() - reach));
        int right = Math.min(size, (int) Math.ceil(pose.x() + reach));
        int top = Math.max(0, (int) Math.floor(pose.y() - reach));
        int bottom = Math.min(size, (int) Math.ceil(pose.y() + reach));
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                task.at(x, y);
            }
        }
    }

    @FunctionalInterface
    private interface PixelTask {
        void at(int x, int y);
    }
}
