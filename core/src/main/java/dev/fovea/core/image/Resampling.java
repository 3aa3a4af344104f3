package dev.fovea.core.image;

/**
 * How a resize weighs the source pixels. The filters are Pillow's ({@code Image.Resampling}), support and parameters
 * included, since the preprocessing of nearly every published classifier was defined by them.
 */
public enum Resampling {
    /** The pixel under the target pixel's centre; no smoothing either way. */
    NEAREST(0),
    /** Triangle filter; the default of torchvision and Keras. */
    BILINEAR(1),
    /** Keys' cubic with a = -0.5 (OpenCV and PyTorch tensors use -0.75: not the same). */
    BICUBIC(2),
    /** Windowed sinc of three lobes. */
    LANCZOS(3);

    /** Reach of the filter on each side, in source pixels when enlarging, in target pixels when shrinking. */
    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    double support() {
        return support;
    }

    double weight(double x) {
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("Nearest picks a pixel, it has no weights");
            case BILINEAR -> Math.max(0, 1 - Math.abs(x));
            case BICUBIC -> cubic(Math.abs(x));
            case LANCZOS -> -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double cubic(double x) {
        final double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
