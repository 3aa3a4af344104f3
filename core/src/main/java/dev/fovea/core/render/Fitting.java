package dev.fovea.core.render;

import dev.fovea.core.image.Picture;

/** Brings pictures of any size to one that suits a panel. */
final class Fitting {
    private Fitting() {}

    /**
     * The picture so that it fits a square box: enlarged by the largest whole factor (each pixel becomes a square), or
     * reduced in proportion (each new pixel is the mean of those it covers).
     */
    static Picture into(int box, Picture picture) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= box) {
            return enlarge(picture, box / longest);
        }
        return within(box, picture);
    }

    /** The picture itself if it fits a square box, otherwise reduced in proportion. */
    static Picture within(int box, Picture picture) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= box) {
            return picture;
        }
        return reduce(
                picture,
                Math.max(1, Math.round((float) picture.width() * box / longest)),
                Math.max(1, Math.round((float) picture.height() * box / longest)));
    }

    private static Picture enlarge(Picture picture, int factor) {
        if (factor == 1) {
            return picture;
        }
        int width = picture.width() * factor;
        int height = picture.height() * factor;
        int[] rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = picture.rgb(i % width / factor, i / width / factor);
        }
        return Picture.of(width, height, rgb);
    }

    private static Picture reduce(Picture picture, int width, int height) {
        int[] rgb = new int[width * height];
        for (int y = 0; y < height; y++) {
            int top = first(y, height, picture.height());
            int bottom = Math.max(top + 1, first(y + 1, height, picture.height()));
            for (int x = 0; x < width; x++) {
                int left = first(x, width, picture.width());
                int right = Math.max(left + 1, first(x + 1, width, picture.width()));
                rgb[y * width + x] = mean(picture, left, top, right, bottom);
            }
        }
        return Picture.of(width, height, rgb);
    }

    private static int first(int position, int length, int sourceLength) {
        return (int) ((long) position * sourceLength / length);
    }

    private static int mean(Picture picture, int left, int top, int right, int bottom) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int rgb = picture.rgb(x, y);
                red += rgb >> 16;
                green += rgb >> 8 & 0xFF;
                blue += rgb & 0xFF;
            }
        }
        long count = (long) (right - left) * (bottom - top);
        return (int) ((red + count / 2) / count << 16 | (green + count / 2) / count << 8 | (blue + count / 2) / count);
    }
}
