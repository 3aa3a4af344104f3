package dev.fovea.core.classmodel;

/**
 * Pixels as {@code sigmoid(M t)}, where the three channels of t vary independently in natural pictures: M is the square root
 * of the colours' correlation over ImageNet, divided by its largest column norm (Olah, Mordvintsev, Schubert 2017; the
 * figures are those published with Lucid). The sigmoid keeps pixels within 0 to 255. On a grey model M is 1.
 */
record DecorrelatedColors(PixelSpace space) implements Colors {
    private static final double[][] ROOT = {{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};
    private static final double LARGEST_NORM = Math.sqrt(0.26 * 0.26 + 0.27 * 0.27 + 0.27 * 0.27);
    /** Black and white are infinitely far; nothing is farther than this share of 255 from them. */
    private static final double NEAREST = 1 / 510.0;

    @Override
    public Planes picture(Planes planes) {
        Planes picture = mixed(planes);
        each(picture, (i, c) -> picture.values()[i] = (float) space.value(255 * sigmoid(picture.values()[i]), c));
        return picture;
    }

    @Override
    public Planes gradient(Planes planes, Planes gradient) {
        Planes mixed = mixed(planes);
        each(mixed, (i, c) -> {
            double s = sigmoid(mixed.values()[i]);
            double slope = space.value(255, c) - space.value(0, c);
            mixed.values()[i] = (float) (gradient.values()[i] * slope * s * (1 - s));
        });
        return product(mixed, true, matrix());
    }

    @Override
    public Planes planes(Planes picture) {
        Planes mixed = picture.with(picture.values().clone());
        each(mixed, (i, c) -> {
            double black = space.value(0, c);
            double share = (mixed.values()[i] - black) / (space.value(255, c) - black);
            double inside = Math.max(NEAREST, Math.min(1 - NEAREST, share));
            mixed.values()[i] = (float) Math.log(inside / (1 - inside));
        });
        return product(mixed, false, inverse(matrix()));
    }

    private Planes mixed(Planes planes) {
        return product(planes, false, matrix());
    }

    /** From decorrelated channels to the model's, in the model's order. */
    private double[][] matrix() {
        if (space.channels() == 1) {
            return new double[][] {{1}};
        }
        double[][] matrix = new double[3][3];
        for (int c = 0; c < 3; c++) {
            for (int t = 0; t < 3; t++) {
                matrix[c][t] = ROOT[space.color(c)][t] / LARGEST_NORM;
            }
        }
        return matrix;
    }

    private static double[][] inverse(double[][] m) {
        if (m.length == 1) {
            return new double[][] {{1 / m[0][0]}};
        }
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            determinant += m[0][i] * cofactor(m, 0, i);
        }
        double[][] inverse = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                inverse[j][i] = cofactor(m, i, j) / determinant;
            }
        }
        return inverse;
    }

    private static double cofactor(double[][] m, int row, int column) {
        int a = (row + 1) % 3;
        int b = (row + 2) % 3;
        int c = (column + 1) % 3;
        int d = (column + 2) % 3;
        return m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }

    private static Planes product(Planes from, boolean transposed, double[][] matrix) {
        Planes to = Planes.zeros(from.channels(), from.height(), from.width());
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix.length; column++) {
                double weight = transposed ? matrix[column][row] : matrix[row][column];
                for (int p = 0; p < from.area(); p++) {
                    to.values()[row * from.area() + p] += (float) (weight * from.values()[column * from.area() + p]);
                }
            }
        }
        return to;
    }

    private interface Visit {
        void value(int index, int channel);
    }

    private static void each(Planes planes, Visit visit) {
        for (int i = 0; i < planes.values().length; i++) {
            visit.value(i, i / planes.area());
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
