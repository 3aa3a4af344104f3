package dev.fovea.core.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of values with round ticks: multiples of 1, 2 or 5 times a power of ten, so that at most eight fit.
 *
 * @param low the lower end, a little below the smallest value
 * @param high the upper end, a little above the largest value
 */
record Axis(double low, double high, BigDecimal step) {
    private static final int SPACES = 7;

    /** An axis for values from {@code min} to {@code max}; equal values get some room around them. */
    static Axis around(double min, double max, double room) {
        double spread = max - min;
        // Values that differ by less than double precision can show are drawn as equal.
        if (spread <= Math.max(Math.abs(min), Math.abs(max)) * 1e-12) {
            spread = max == 0 ? 1 : Math.abs(max);
            return of(min - spread / 2, max + spread / 2);
        }
        return of(min - room * spread, max + room * spread);
    }

    private static Axis of(double low, double high) {
        double rough = high / SPACES - low / SPACES;
        int exponent = new BigDecimal(rough).precision() - new BigDecimal(rough).scale() - 1;
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(exponent);
        for (int factor : new int[] {1, 2, 5}) {
            BigDecimal step = unit.multiply(BigDecimal.valueOf(factor));
            if (step.doubleValue() >= rough) {
                return new Axis(low, high, step);
            }
        }
        return new Axis(low, high, unit.scaleByPowerOfTen(1));
    }

    /** A round value on the axis and its label. */
    record Tick(double value, String label) {}

    List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        BigDecimal value =
                new BigDecimal(low).divide(step, 0, RoundingMode.CEILING).multiply(step);
        while (value.doubleValue() <= high) {
            ticks.add(new Tick(value.doubleValue(), label(value)));
            value = value.add(step);
        }
        return ticks;
    }

    private String label(BigDecimal value) {
        boolean readable = step.scale() <= 5 && value.precision() - value.scale() <= 9;
        int decimals = Math.max(0, step.scale());
        return readable
                ? value.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString()
                : Figures.shorten(value.doubleValue());
    }

    /** Where a value lies: 0 at the lower end, 1 at the upper. */
    double position(double value) {
        return (value - low) / (high - low);
    }
}
