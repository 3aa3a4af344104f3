package dev.fovea.scenes.draw;

/** A colour as sRGB fractions; 1 is full, and values beyond [0, 1] are clipped only when written to a pixel. */
public record Colour(double red, double green, double blue) {
    public static final Colour BLACK = grey(0);
    public static final Colour WHITE = grey(1);

    public static Colour grey(double value) {
        return new Colour(value, value, value);
    }

    /**
     * A colour from hue, saturation and value.
     *
     * @param hue in turns; whole turns fall away
     * @param saturation 0 to 1
     * @param value 0 to 1
     */
    public static Colour hsv(double hue, double saturation, double value) {
        return new Colour(
                hsvChannel(hue, 5, saturation, value),
                hsvChannel(hue, 3, saturation, value),
                hsvChannel(hue, 1, saturation, value));
    }

    private static double hsvChannel(double hue, int offset, double saturation, double value) {
        double k = offset + 6 * hue;
        k -= 6 * Math.floor(k / 6);
        return value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }

    public Colour times(double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    public Colour times(Colour other) {
        return new Colour(red * other.red, green * other.green, blue * other.blue);
    }

    public Colour plus(Colour other) {
        return new Colour(red + other.red, green + other.green, blue + other.blue);
    }

    /** This colour at {@code share} 0, the other at 1, linear between. */
    public Colour mix(Colour other, double share) {
        return times(1 - share).plus(other.times(share));
    }

    /** Euclidean distance, 0 to about 1.73. */
    public double distance(Colour other) {
        double r = red - other.red;
        double g = green - other.green;
        double b = blue - other.blue;
        return Math.sqrt(r * r + g * g + b * b);
    }

    /** Packed as {@code 0xRRGGBB}, clipped and rounded. */
    public int packed() {
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private static int level(double value) {
        return (int) Math.floor(Math.max(0, Math.min(1, value)) * 255 + 0.5);
    }
}
