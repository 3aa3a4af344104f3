package dev.fovea.core.image;

/**
 * Resizes pictures byte for byte as Pillow's {@code Image.resize} does: antialiased, horizontal pass first, then
 * vertical, in 8-bit fixed point with rounding and clipping after each pass (libImaging/Resample.c).
 */
final class Resizer {
    /** Eight bits for the result and two for overshooting filters leave this many for the weights. */
    private static final int WEIGHT_BITS = 32 - 8 - 2;

    private Resizer() {}

    static Picture resize(Picture picture, int width, int height, Resampling filter) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "A picture cannot be resized to %d x %d: both sides must be at least 1".formatted(width, height));
        }
        if (filter == Resampling.NEAREST) {
            return nearest(picture, width, height);
        }
        int[] pixels = picture.pixels();
        int rows = picture.height();
        if (width != picture.width()) {
            pixels = horizontal(pixels, picture.width(), rows, width, filter);
        }
        if (height != rows) {
            pixels = vertical(pixels, width, rows, height, filter);
        }
        return Picture.adopt(width, height, pixels);
    }

    private static int[] horizontal(int[] source, int sourceWidth, int height, int width, Resampling filter) {
        AxisWeights axis = AxisWeights.of(filter, sourceWidth, width);
        int[][] weights = axis.toFixedPoint(WEIGHT_BITS);
        int[] target = new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = weigh(source, y * sourceWidth + axis.first()[x], 1, weights[x]);
            }
        }
        return target;
    }

    private static int[] vertical(int[] source, int width, int sourceHeight, int height, Resampling filter) {
        AxisWeights axis = AxisWeights.of(filter, sourceHeight, height);
        int[][] weights = axis.toFixedPoint(WEIGHT_BITS);
        int[] target = new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = weigh(source, axis.first()[y] * width + x, width, weights[y]);
            }
        }
        return target;
    }

    private static int weigh(int[] source, int start, int stride, int[] weights) {
        int red = 1 << (WEIGHT_BITS - 1);
        int green = red;
        int blue = red;
        int at = start;
        for (int weight : weights) {
            int pixel = source[at];
            red += (pixel >> 16) * weight;
            green += ((pixel >> 8) & 0xFF) * weight;
            blue += (pixel & 0xFF) * weight;
            at += stride;
        }
        return clip(red) << 16 | clip(green) << 8 | clip(blue);
    }

    private static int clip(int fixed) {
        return Math.max(0, Math.min(255, fixed >> WEIGHT_BITS));
    }

    private static Picture nearest(Picture picture, int width, int height) {
        int[] columns = centres(picture.width(), width);
        int[] rows = centres(picture.height(), height);
        int[] target = new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                target[y * width + x] = picture.rgb(columns[x], rows[y]);
            }
        }
        return Picture.adopt(width, height, target);
    }

    /** The source position under each target centre, summed up step by step since Pillow's rounding comes from that. */
    private static int[] centres(int source, int target) {
        double step = (double) source / target;
        double at = step * 0.5;
        int[] positions = new int[target];
        for (int i = 0; i < target; i++) {
            positions[i] = Math.min(source - 1, (int) at);
            at += step;
        }
        return positions;
    }
}
