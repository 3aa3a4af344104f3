package dev.fovea.core.localization;

/**
 * A rectangle of whole pixels. Immutable.
 *
 * @param x column of the leftmost pixel
 * @param y row of the topmost pixel
 * @param width number of columns, at least 1
 * @param height number of rows, at least 1
 */
public record BoundingBox(int x, int y, int width, int height) {
    public BoundingBox {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "Both sides of a box must be at least 1, found %d x %d".formatted(width, height));
        }
    }

    /** The number of pixels inside. */
    public long area() {
        return (long) width * height;
    }

    /** Whether a pixel is inside. */
    public boolean contains(int column, int row) {
        return column >= x && column - x < width && row >= y && row - y < height;
    }

    /** Intersection over union with another box of the same picture: 0 (apart) to 1 (the same). */
    public double iou(BoundingBox other) {
        long wide = Math.min((long) x + width, (long) other.x + other.width) - Math.max(x, other.x);
        long high = Math.min((long) y + height, (long) other.y + other.height) - Math.max(y, other.y);
        if (wide <= 0 || high <= 0) {
            return 0;
        }
        long shared = wide * high;
        return (double) shared / (area() + other.area() - shared);
    }
}
