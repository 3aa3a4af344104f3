package dev.fovea.core.render;

import dev.fovea.core.image.Picture;
import java.util.Arrays;

/**
 * A raster to draw on: rectangles, pictures, and smooth strokes with round ends. Written here rather than taken from
 * Java2D because its rasteriser and fonts differ between machines, and the same inputs are to give the same bytes.
 *
 * <p>Coordinates are pixels, the origin at the top left corner of the top left pixel. Whatever lies outside is dropped.
 * Mutable, for one thread.
 */
final class Canvas {
    private final int width;
    private final int height;
    private final int[] rgb;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        rgb = new int[Math.multiplyExact(width, height)];
        Arrays.fill(rgb, Rgb.WHITE);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void fill(int left, int top, int wide, int high, int color) {
        for (int y = Math.max(0, top); y < Math.min(height, top + high); y++) {
            for (int x = Math.max(0, left); x < Math.min(width, left + wide); x++) {
                rgb[y * width + x] = color;
            }
        }
    }

    /** A line one pixel wide around, not over, a rectangle. */
    void frame(int left, int top, int wide, int high, int color) {
        fill(left - 1, top - 1, wide + 2, 1, color);
        fill(left - 1, top + high, wide + 2, 1, color);
        fill(left - 1, top, 1, high, color);
        fill(left + wide, top, 1, high, color);
    }

    void place(Picture picture, int left, int top) {
        for (int y = Math.max(0, -top); y < Math.min(picture.height(), height - top); y++) {
            for (int x = Math.max(0, -left); x < Math.min(picture.width(), width - left); x++) {
                rgb[(top + y) * width + left + x] = picture.rgb(x, y);
            }
        }
    }

    /**
     * Draws connected lines as one shape: where they overlap, the colour is not laid on twice.
     *
     * @param lines polylines, each {@code x0, y0, x1, y1, ...}; a single point gives a dot
     * @param thickness of the stroke, in pixels
     */
    void stroke(Iterable<double[]> lines, double thickness, int color) {
        double left = width;
        double top = height;
        double right = 0;
        double bottom = 0;
        double reach = thickness / 2 + 1;
        for (double[] line : lines) {
            for (int i = 0; i < line.length; i += 2) {
                left = Math.min(left, line[i] - reach);
                right = Math.max(right, line[i] + reach);
                top = Math.min(top, line[i + 1] - reach);
                bottom = Math.max(bottom, line[i + 1] + reach);
            }
        }
        Box box = new Box(left, top, right, bottom);
        if (box.empty()) {
            return;
        }
        float[] coverage = new float[box.wide() * box.high()];
        for (double[] line : lines) {
            if (line.length == 2) {
                cover(coverage, box, line[0], line[1], line[0], line[1], thickness / 2);
            }
            for (int i = 0; i + 3 < line.length; i += 2) {
                cover(coverage, box, line[i], line[i + 1], line[i + 2], line[i + 3], thickness / 2);
            }
        }
        for (int y = 0; y < box.high(); y++) {
            for (int x = 0; x < box.wide(); x++) {
                int at = (box.y0 + y) * width + box.x0 + x;
                rgb[at] = Rgb.mix(rgb[at], color, coverage[y * box.wide() + x]);
            }
        }
    }

    private void cover(float[] coverage, Box box, double ax, double ay, double bx, double by, double radius) {
        double reach = radius + 1;
        Box near = new Box(
                Math.min(ax, bx) - reach, Math.min(ay, by) - reach, Math.max(ax, bx) + reach, Math.max(ay, by) + reach);
        double dx = bx - ax;
        double dy = by - ay;
        double squared = dx * dx + dy * dy;
        for (int y = near.y0; y < near.y1; y++) {
            for (int x = near.x0; x < near.x1; x++) {
                double px = x + 0.5 - ax;
                double py = y + 0.5 - ay;
                double t = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double inside = radius + 0.5 - Math.sqrt(ex * ex + ey * ey);
                int at = (y - box.y0) * box.wide() + x - box.x0;
                coverage[at] = Math.max(coverage[at], (float) Math.max(0, Math.min(1, inside)));
            }
        }
    }

    Picture toPicture() {
        return Picture.of(width, height, rgb);
    }

    /** Whole pixels around a region, cut to the canvas. */
    private final class Box {
        final int x0;
        final int y0;
        final int x1;
        final int y1;

        Box(double left, double top, double right, double bottom) {
            x0 = Math.max(0, (int) Math.floor(left));
            y0 = Math.max(0, (int) Math.floor(top));
            x1 = Math.min(width, (int) Math.ceil(right));
            y1 = Math.min(height, (int) Math.ceil(bottom));
        }

        boolean empty() {
            return x0 >= x1 || y0 >= y1;
        }

        int wide() {
            return x1 - x0;
        }

        int high() {
            return y1 - y0;
        }
    }
}
