package dev.fovea.core.render;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A colour for every number from 0 to 1, by straight lines in 8-bit sRGB between a few knots.
 *
 * <p>{@link #GREY} and {@link #HOT} are given by formulas and agree with matplotlib's maps of that name. {@link #VIRIDIS},
 * {@link #INFERNO}, {@link #MAGMA} and {@link #TURBO} are this project's approximations of the published maps, 25 to 29
 * knots fitted by least squares: no channel differs by more than 1 of 255 from matplotlib's colour rounded to 8 bits (largest error
 * before rounding: 1.2, 1.4, 0.9 and 1.2 of 255). {@link #BLUE_RED} is this project's own diverging map: near-white in
 * the middle, blue below, red above.
 *
 * <p>Immutable and thread-safe.
 */
public final class ColorMap {
    public static final ColorMap GREY = uniform("grey", false, "000000 ffffff");
    /** Black, red, yellow, white; the breaks are at 23/63 and 47/63. */
    public static final ColorMap HOT =
            new ColorMap("hot", false, new double[] {0, 23 / 63.0, 47 / 63.0, 1}, knots("0b0000 ff0000 ffff00 ffffff"));

    public static final ColorMap VIRIDIS = uniform(
            "viridis",
            false,
            "440154 471164 481f71 472d7b 443a83 404688 3b528b 355d8d 31688e 2c728e 287c8e 24868e 21908d"
                    + " 1e9a8a 20a486 27ae80 35b779 47c06f 5cc963 75d054 8fd744 abdc32 c7e01f e3e417 fde724");
    public static final ColorMap INFERNO = uniform(
            "inferno",
            false,
            "000003 040416 0f092c 1d0c44 2d0b5a 3f0967 4f0d6c 5f136e 6e186e 7e1e6d 8d2469 9d2964 ac2f5d bb3755"
                    + " c93f4b d64a40 e15635 eb6429 f2731d f78410 fb9605 fca80c fbbb20 f8cf38 f3e257 f1f37e fbffa5");
    public static final ColorMap MAGMA = uniform(
            "magma",
            false,
            "000003 050416 100c2d 1d1146 2c1160 3f0f73 50127c 611980 721f81 822682 932b80 a4317e b6367a"
                    + " c73d74 d8456c e65163 f1605d f8735b fc8761 fd9b6a feaf77 fec387 fed698 fde9ab fcfdbf");
    public static final ColorMap TURBO = uniform(
            "turbo",
            false,
            "31123c 3b2d7b 4247ae 465fd5 4777f0 458eff 39a5fc 29bbed 1bd0d5 17e0bd 24eda7 3ff68a 62fd6b 86ff4f a3fd3b"
                    + " bbf634 d2e934 e5da38 f4c73b fcb337 ff9b2e fc8022 f46516 e94c0c db3907 c92803 b21a01 990e01 7b0403");
    public static final ColorMap BLUE_RED =
            uniform("blue-red", true, "0d47a1 1f6fc9 5aa0e0 a8cff0 f7f7f7 f8bfa5 ee7f5c d63a32 a3081f");

    private static final List<ColorMap> ALL = List.of(GREY, HOT, VIRIDIS, INFERNO, MAGMA, TURBO, BLUE_RED);

    private final String name;
    private final boolean diverging;
    private final double[] at;
    private final int[] rgb;

    private ColorMap(String name, boolean diverging, double[] at, int[] rgb) {
        this.name = name;
        this.diverging = diverging;
        this.at = at;
        this.rgb = rgb;
    }

    private static ColorMap uniform(String name, boolean diverging, String colours) {
        int[] rgb = knots(colours);
        double[] at = new double[rgb.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = (double) i / (at.length - 1);
        }
        return new ColorMap(name, diverging, at, rgb);
    }

    private static int[] knots(String colours) {
        return Arrays.stream(colours.split(" "))
                .mapToInt(colour -> Integer.parseInt(colour, 16))
                .toArray();
    }

    /** All maps, grey first. */
    public static List<ColorMap> all() {
        return ALL;
    }

    /**
     * The map of a name; upper and lower case are the same.
     *
     * @throws IllegalArgumentException if there is none; the message lists the choices
     */
    public static ColorMap named(String name) {
        return ALL.stream()
                .filter(map -> map.name.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No colour map is named '%s'; choose one of: %s"
                        .formatted(name, ALL.stream().map(ColorMap::name).collect(Collectors.joining(", ")))));
    }

    public String name() {
        return name;
    }

    /** Whether the middle is neutral and both ends are strong, as a signed map needs. */
    public boolean diverging() {
        return diverging;
    }

    /**
     * The colour at a position, as {@code 0xRRGGBB}.
     *
     * @param position 0 to 1; beyond, the colour of the nearer end
     * @throws IllegalArgumentException if it is NaN
     */
    public int rgb(double position) {
        if (Double.isNaN(position)) {
            throw new IllegalArgumentException("A colour map needs a position from 0 to 1, found NaN");
        }
        double clipped = Math.max(0, Math.min(1, position));
        // Knots lie evenly, or nearly so: the guess is right, or next to what is.
        int left = (int) (clipped * (at.length - 1));
        while (at[left] > clipped) {
            left--;
        }
        while (left + 1 < at.length && at[left + 1] <= clipped) {
            left++;
        }
        return at[left] == clipped
                ? rgb[left]
                : Rgb.mix(rgb[left], rgb[left + 1], (clipped - at[left]) / (at[left + 1] - at[left]));
    }

    @Override
    public String toString() {
        return name;
    }
}
