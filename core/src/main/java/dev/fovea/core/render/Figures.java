package dev.fovea.core.render;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as text, the same in every locale and on every Java. */
final class Figures {
    private Figures() {}

    /** Three significant digits: {@code 0}, {@code 12.3}, {@code 0.00123}, {@code 4.56e-7}, {@code -1.2e9}. */
    static String shorten(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -3 && exponent < 5) {
            return rounded.toPlainString();
        }
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    /** At most six significant digits and no exponent: {@code 99}, {@code 99.5}. */
    static String plain(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(value)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
