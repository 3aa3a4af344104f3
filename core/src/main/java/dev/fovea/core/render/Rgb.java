package dev.fovea.core.render;

/** Arithmetic on packed {@code 0xRRGGBB} colours. */
final class Rgb {
    static final int WHITE = 0xFFFFFF;
    static final int INK = 0x1F2933;
    static final int MUTED = 0x6B7785;
    static final int LINE = 0xD5DAE0;

    private Rgb() {}

    /** The colour the share {@code t} (0 to 1) of the way from {@code a} to {@code b}, each channel rounded. */
    static int mix(int a, int b, double t) {
        return mixChannel(a >> 16, b >> 16, t) << 16 | mixChannel(a >> 8, b >> 8, t) << 8 | mixChannel(a, b, t);
    }

    /** The grey of the same luma (ITU-R BT.601). */
    static int grey(int rgb) {
        int luma = (299 * (rgb >> 16) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF) + 500) / 1000;
        return luma * 0x010101;
    }

    private static int mixChannel(int a, int b, double t) {
        int from = a & 0xFF;
        return (int) (from + ((b & 0xFF) - from) * t + 0.5);
    }
}
