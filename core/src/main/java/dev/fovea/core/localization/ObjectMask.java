package dev.fovea.core.localization;

import java.util.Arrays;

/**
 * Which pixels of a picture show an object; at least one does. Row-major, origin at the top left. Immutable and
 * thread-safe.
 */
public final class ObjectMask {
    private final int width;
    private final boolean[] inside;
    private final BoundingBox box;
    private final int count;

    private ObjectMask(int width, boolean[] inside) {
        this.width = width;
        this.inside = inside;
        int left = width;
        int right = -1;
        int top = -1;
        int bottom = -1;
        int pixels = 0;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                int x = i % width;
                left = Math.min(left, x);
                right = Math.max(right, x);
                bottom = i / width;
                top = top < 0 ? bottom : top;
                pixels++;
            }
        }
        if (pixels == 0) {
            throw new IllegalArgumentException("A mask needs at least one pixel inside, found none");
        }
        this.count = pixels;
        this.box = new BoundingBox(left, top, right - left + 1, bottom - top + 1);
    }

    /**
     * A mask from its pixels.
     *
     * @param inside {@code width * height} pixels, row by row; copied
     * @throws IllegalArgumentException if the sizes disagree or are not positive, or no pixel is inside
     */
    public static ObjectMask of(int width, int height, boolean[] inside) {
        if (width < 1 || height < 1 || inside.length != (long) width * height) {
            throw new IllegalArgumentException("A mask of %d x %d needs %d pixels, found %d"
                    .formatted(width, height, (long) width * height, inside.length));
        }
        return new ObjectMask(width, inside.clone());
    }

    /** All pixels of a box that lies in a picture of the given size. */
    static ObjectMask of(int width, int height, BoundingBox box) {
        boolean[] inside = new boolean[Math.multiplyExact(width, height)];
        for (int y = box.y(); y < box.y() + box.height(); y++) {
            Arrays.fill(inside, y * width + box.x(), y * width + box.x() + box.width(), true);
        }
        return new ObjectMask(width, inside);
    }

    public int width() {
        return width;
    }

    public int height() {
        return inside.length / width;
    }

    /** Whether the pixel at column {@code x}, row {@code y} shows the object. */
    public boolean contains(int x, int y) {
        return inside[y * width + x];
    }

    /** The number of pixels inside. */
    public int count() {
        return count;
    }

    /** The share of the picture inside, above 0 up to 1. */
    public double share() {
        return (double) count / inside.length;
    }

    /** The smallest box around all pixels inside. */
    public BoundingBox box() {
        return box;
    }

    /** A copy of all pixels, row by row. */
    public boolean[] toArray() {
        return inside.clone();
    }

    /**
     * Pixels in both masks by pixels in either: 0 (apart) to 1 (the same).
     *
     * @throws IllegalArgumentException if the masks are not of the same size
     */
    public double iou(ObjectMask other) {
        if (other.width != width || other.inside.length != inside.length) {
            throw new IllegalArgumentException("Masks of %d x %d and %d x %d do not lie on one picture"
                    .formatted(width, height(), other.width, other.height()));
        }
        int both = 0;
        for (int i = 0; i < inside.length; i++) {
            both += inside[i] && other.inside[i] ? 1 : 0;
        }
        return (double) both / (count + other.count - both);
    }
}
