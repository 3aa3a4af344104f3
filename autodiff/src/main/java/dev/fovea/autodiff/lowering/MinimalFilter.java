package dev.fovea.autodiff.lowering;

/**
 * Winograd's minimal filtering of lines by a kernel of three: {@code outputs} outputs by {@code outputs + 2} products
 * instead of {@code 3 outputs}, as {@code A [(G g) · (B d)]} (Winograd, Arithmetic Complexity of Computations, 1980;
 * Lavin and Gray 2016, section 4). Applied to the rows of maps here, the products are convolutions within a row.
 *
 * <p>The first and the last product go to the first and the last output alone. Those between come in pairs, the sum and
 * the difference of an even and an odd part, and go to the outputs as their sum and difference again.
 *
 * @param data B: how the lines from one above the first output to one below the last make the products' data
 * @param kernel G: how the kernel's lines make the products' weights
 * @param scale of each pair's sum or difference in each output: A, by output and pair
 */
record MinimalFilter(double[][] data, double[][] kernel, double[][] scale) {

    /** Two outputs by four products; exact halves, so that no accuracy is lost. */
    static MinimalFilter ofTwo() {
        return new MinimalFilter(
                new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, 0, 1}},
                new double[][] {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}},
                new double[][] {{1}, {1}});
    }

    int outputs() {
        return scale.length;
    }

    int products() {
        return kernel.length;
    }

    int pairs() {
        return products() / 2 - 1;
    }

    /** Half the sum of a pair's data ({@code sign} 1), or half the difference (-1). */
    double[] part(int pair, int sign) {
        double[] part = new double[products()];
        for (int i = 0; i < part.length; i++) {
            part[i] = (data[2 * pair + 1][i] + sign * data[2 * pair + 2][i]) / 2;
        }
        return part;
    }

    /** The weights of one product: what the rows of a convolution's kernels become. */
    Weights weights(Weights w, int product) {
        int columns = w.dim(3);
        Weights made = Weights.zeros(w.dim(0), w.dim(1), 1, columns);
        double[] factors = kernel[product];
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
