package dev.fovea.core.classmodel;

/**
 * The picture's half spectrum, each frequency f weighed by 1 / max(f, 1 / longer side), f in cycles per pixel: all
 * frequencies of natural pictures get about the same energy, so that ascent does not favour the high ones (Olah,
 * Mordvintsev, Schubert 2017, "Feature Visualization", preconditioning; weights, {@code sqrt(width * height)} and the
 * division by 4 as in Lucid's {@code fft_image}).
 *
 * <p>Parameters: per channel the real parts, then the imaginary parts, each {@code height x (width / 2 + 1)}. Not
 * thread-safe.
 */
final class FourierBasis implements Basis {
    private static final double LUCID = 4;

    private final int channels;
    private final int height;
    private final int width;
    /** Columns of the half spectrum. */
    private final int half;

    private final double[] weights;
    private final Fft rows;
    private final Fft columns;
    private final double[] re;
    private final double[] im;

    FourierBasis(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.half = width / 2 + 1;
        this.weights = weights();
        this.rows = new Fft(width);
        this.columns = new Fft(height);
        this.re = new double[height * width];
        this.im = new double[height * width];
    }

    private double[] weights() {
        double[] found = new double[height * half];
        double lowest = 1.0 / Math.max(height, width);
        for (int y = 0; y < height; y++) {
            double fy = (double) Math.min(y, height - y) / height;
            for (int x = 0; x < half; x++) {
                double frequency = Math.hypot(fy, (double) x / width);
                found[y * half + x] = Math.sqrt((double) height * width) / Math.max(frequency, lowest) / LUCID;
            }
        }
        return found;
    }

    @Override
    public int count() {
        return channels * 2 * height * half;
    }

    /** In the real inverse transform a column stands for itself and its mirror image, unless it is its own. */
    private double twice(int column) {
        return column == 0 || 2 * column == width ? 1 : 2;
    }

    @Override
    public Planes planes(float[] parameters) {
        Planes planes = Planes.zeros(channels, height, width);
        double scale = 1.0 / planes.area();
        for (int c = 0; c < channels; c++) {
            int real = c * 2 * height * half;
            int imaginary = real + height * half;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    boolean stored = x < half;
                    double weight = stored ? weights[y * half + x] * twice(x) * scale : 0;
                    re[y * width + x] = stored ? weight * parameters[real + y * half + x] : 0;
                    im[y * width + x] = stored ? weight * parameters[imaginary + y * half + x] : 0;
                }
            }
            for (int x = 0; x < half; x++) {
                columns.backward(re, im, x, width);
            }
            for (int y = 0; y < height; y++) {
                rows.backward(re, im, y * width, 1);
            }
            for (int i = 0; i < planes.area(); i++) {
                planes.values()[c * planes.area() + i] = (float) re[i];
            }
        }
        return planes;
    }

    @Override
    public float[] transpose(Planes gradient) {
        return spectrum(gradient, (column, weight) -> weight * twice(column) / gradient.area());
    }

    @Override
    public float[] parameters(Planes planes) {
        return spectrum(planes, (column, weight) -> 1 / weight);
    }

    private interface Weight {
        double of(int column, double weight);
    }

    /** The weighed half spectrum. */
    private float[] spectrum(Planes planes, Weight weight) {
        float[] spectrum = new float[count()];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < planes.area(); i++) {
                re[i] = planes.values()[c * planes.area() + i];
                im[i] = 0;
            }
            for (int y = 0; y < height; y++) {
                rows.forward(re, im, y * width, 1);
            }
            for (int x = 0; x < half; x++) {
                columns.forward(re, im, x, width);
            }
            int real = c * 2 * height * half;
            int imaginary = real + height * half;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < half; x++) {
                    double w = weight.of(x, weights[y * half + x]);
                    spectrum[real + y * half + x] = (float) (w * re[y * width + x]);
                    spectrum[imaginary + y * half + x] = (float) (w * im[y * width + x]);
                }
            }
        }
        return spectrum;
    }
}
