package dev.fovea.core.classmodel;

import java.util.Arrays;

/**
 * The discrete Fourier transform of any length, by splitting off its prime factors (Cooley and Tukey 1965): {@code X_k = sum_n
 * x_n e^(-2 pi i k n / N)}, without normalisation. Not thread-safe: it keeps room to work in.
 */
final class Fft {
    private final int size;
    private final int[] factors;
    private final double[] cos;
    private final double[] sin;
    private final double[] workRe;
    private final double[] workIm;
    private final double[] lineRe;
    private final double[] lineIm;

    Fft(int size) {
        this.size = size;
        this.factors = factors(size);
        this.cos = new double[size];
        this.sin = new double[size];
        for (int k = 0; k < size; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / size);
            sin[k] = -Math.sin(2 * Math.PI * k / size);
        }
        int largest = Arrays.stream(factors).max().orElse(1);
        this.workRe = new double[largest];
        this.workIm = new double[largest];
        this.lineRe = new double[size];
        this.lineIm = new double[size];
    }

    private static int[] factors(int size) {
        int[] found = new int[32];
        int count = 0;
        int rest = size;
        for (int p = 2; rest > 1; p++) {
            while (rest % p == 0) {
                found[count++] = p;
                rest /= p;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Transforms {@code size} values in place, {@code step} apart from {@code start} on. */
    void forward(double[] re, double[] im, int start, int step) {
        transform(re, im, start, step, 0, size, 0, 1);
        for (int k = 0; k < size; k++) {
            re[start + k * step] = lineRe[k];
            im[start + k * step] = lineIm[k];
        }
    }

    /** The same with {@code e^(+2 pi i k n / N)}: the transpose of the conjugate, N times the inverse. */
    void backward(double[] re, double[] im, int start, int step) {
        forward(im, re, start, step);
    }

    /** The transform of {@code n} values into the line from {@code to} on. */
    private void transform(double[] re, double[] im, int from, int step, int to, int n, int depth, int twiddle) {
        if (n == 1) {
            lineRe[to] = re[from];
            lineIm[to] = im[from];
            return;
        }
        int p = factors[depth];
        int m = n / p;
        for (int q = 0; q < p; q++) {
            transform(re, im, from + q * step, step * p, to + q * m, m, depth + 1, twiddle * p);
        }
        for (int k = 0; k < m; k++) {
            butterfly(to + k, m, p, k * twiddle, n, twiddle);
        }
    }

    /** Combines the {@code p} values at {@code at}, {@code at + m}, ... */
    private void butterfly(int at, int m, int p, int angle, int n, int twiddle) {
        if (p == 2) {
            double re = lineRe[at + m] * cos[angle] - lineIm[at + m] * sin[angle];
            double im = lineRe[at + m] * sin[angle] + lineIm[at + m] * cos[angle];
            lineRe[at + m] = lineRe[at] - re;
            lineIm[at + m] = lineIm[at] - im;
            lineRe[at] += re;
            lineIm[at] += im;
            return;
        }
        for (int j = 0; j < p; j++) {
            double re = 0;
            double im = 0;
            int by = angle + j * m * twiddle;
            for (int q = 0, w = 0; q < p; q++, w = (w + by) % size) {
                double x = lineRe[at + q * m];
                double y = lineIm[at + q * m];
                re += x * cos[w] - y * sin[w];
                im += x * sin[w] + y * cos[w];
            }
            workRe[j] = re;
            workIm[j] = im;
        }
        for (int j = 0; j < p; j++) {
            lineRe[at + j * m] = workRe[j];
            lineIm[at + j * m] = workIm[j];
        }
    }
}
