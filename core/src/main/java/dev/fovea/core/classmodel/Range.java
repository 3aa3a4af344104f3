package dev.fovea.core.classmodel;

import dev.fovea.core.FoveaException;

/** Bounds of options. */
final class Range {

    private Range() {}

    /** @throws FoveaException if {@code found} is outside of {@code least} to {@code most}, or NaN */
    static void check(String what, double found, double least, double most, String unit) {
        if (!(found >= least && found <= most)) {
            throw new FoveaException("%s must be %s to %s (%s), found %s"
                    .formatted(what, plain(least), plain(most), unit, plain(found)));
        }
    }

    private static String plain(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : Double.toString(v);
    }
}
