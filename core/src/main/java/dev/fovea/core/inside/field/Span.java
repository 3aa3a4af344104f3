package dev.fovea.core.inside.field;

/** Which rows (or columns) of the picture the elements along one axis of a value hang on. */
public sealed interface Span {

    /**
     * Element i hangs on nothing outside of the rows {@code first + i * step} to {@code last + i * step}, which may lie
     * beyond the picture: there is padding. Fractions arise where a grid is made finer.
     */
    record Window(double step, double first, double last) implements Span {
        /** The number of rows from the first to the last. */
        public int size() {
            return (int) (Math.floor(last + ROUNDING) - Math.ceil(first - ROUNDING)) + 1;
        }
    }

    /**
     * Every element may hang on all rows.
     *
     * @param cause where that came about
     */
    record Whole(String cause) implements Span {}

    /** Rows are whole numbers; sums of fractions are not quite. */
    double ROUNDING = 1e-6;
}
