package dev.fovea.core.classmodel;

/**
 * What the numbers that are climbed are.
 *
 * @param basis pixels, or frequencies
 * @param color as the model takes it, or decorrelated and bounded
 */
public record Parametrization(BasisKind basis, ColorKind color) {
    /** The normalised picture itself, as in Simonyan et al. (2013). */
    public static final Parametrization PIXELS = new Parametrization(BasisKind.PIXELS, ColorKind.NORMALISED);
    /** Frequencies of decorrelated colours, as in Olah et al. (2017). */
    public static final Parametrization LUCID = new Parametrization(BasisKind.FOURIER, ColorKind.DECORRELATED);

    /** In which basis a plane is written. */
    public enum BasisKind {
        /** One number per pixel. */
        PIXELS,
        /** One complex number per frequency, weighed so that natural pictures have even energy (Lucid's fft_image). */
        FOURIER
    }

    /** How channels become colours. */
    public enum ColorKind {
        /** The model's normalised channels, unbounded. */
        NORMALISED,
        /** Channels that are independent in natural pictures, through a sigmoid: pixels stay within 0 to 255. */
        DECORRELATED
    }

    /** The deviation of noise on the numbers that shows in a picture and does not spoil it; on a spectrum, Lucid's. */
    double slightNoise() {
        return basis == BasisKind.PIXELS ? 0.25 : 0.01;
    }

    Painter on(PixelSpace space, int height, int width) {
        Basis numbers = basis == BasisKind.PIXELS
                ? new Basis.Pixels(space.channels(), height, width)
                : new FourierBasis(space.channels(), height, width);
        return new Painter(
                numbers, color == ColorKind.NORMALISED ? new Colors.Normalised() : new DecorrelatedColors(space));
    }

    /** A parametrisation for one size of picture. Not thread-safe. */
    record Painter(Basis basis, Colors colors) {
        Planes picture(float[] parameters) {
            return colors.picture(basis.planes(parameters));
        }

        float[] gradient(float[] parameters, Planes gradient) {
            return basis.transpose(
                    colors instanceof Colors.Normalised
                            ? gradient
                            : colors.gradient(basis.planes(parameters), gradient));
        }

        float[] parameters(Planes picture) {
            return basis.parameters(colors.planes(picture));
        }
    }
}
