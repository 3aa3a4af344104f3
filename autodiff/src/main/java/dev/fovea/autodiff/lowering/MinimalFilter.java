package dev.fovea.autodiff.lowering;

/**
 * Winograd's minimal filtering of lines by a kernel of three: two outputs by four products instead of six, as
 * {@code A [(G g) · (B d)]} (Winograd, Arithmetic Complexity of Computations, 1980; Lavin and Gray 2016, section 4).
 * Applied to the rows of maps here, the products are convolutions within a row. Its halves are exact, so that hardly any
 * accuracy is lost.
 *
 * <p>A: the first output is the first product and the sum of the two in the middle, the second output the last product
 * and their difference.
 */
final class MinimalFilter {
    static final int OUTPUTS = 2;

    /** B: how the lines from one above the first output to one below the last make the products' data. */
    static final double[][] DATA = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, 0, 1}};

    /** G: how the kernel's lines make the products' weights. */
    static final double[][] KERNEL = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};

    private MinimalFilter() {}

    /** The weights of one product: what the rows of a convolution's kernels become. */
    static Weights weights(Weights w, int product) {
        int columns = w.dim(3);
        Weights made = Weights.zeros(w.dim(0), w.dim(1), 1, columns);
        double[] factors = KERNEL[product];
        for (int i = 0; i < made.values().length; i++) {
            int at = i / columns * 3 * columns + i % columns;
            double sum = 0;
            for (int row = 0; row < 3; row++) {
                sum += factors[row] * w.values()[at + row * columns];
            }
            made.values()[i] = (float) sum;
        }
        return made;
    }
}
