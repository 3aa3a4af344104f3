package dev.fovea.core.localization;

/** Smooths a map with a Gaussian; beyond the border the outermost values go on. */
final class GaussianBlur {
    private GaussianBlur() {}

    /**
     * @param values row by row
     * @param sigma deviation in pixels; 0 leaves the map as it is
     */
    static float[] of(float[] values, int width, double sigma) {
        if (sigma == 0) {
            return values;
        }
        double[] kernel = kernel(sigma);
        int height = values.length / width;
        return along(along(values, width, height, 1, width, kernel), height, width, width, 1, kernel);
    }

    private static double[] kernel(double sigma) {
        double[] half = new double[(int) Math.ceil(3 * sigma) + 1];
        double sum = -1;
        for (int i = 0; i < half.length; i++) {
            half[i] = Math.exp(-0.5 * i * i / (sigma * sigma));
            sum += 2 * half[i];
        }
        for (int i = 0; i < half.length; i++) {
            half[i] /= sum;
        }
        return half;
    }

    private static float[] along(float[] values, int length, int lines, int step, int nextLine, double[] kernel) {
        float[] out = new float[values.length];
        for (int line = 0; line < lines; line++) {
            int start = line * nextLine;
            for (int i = 0; i < length; i++) {
                double sum = kernel[0] * values[start + i * step];
                for (int k = 1; k < kernel.length; k++) {
                    sum += kernel[k]
                            * ((double) values[start + Math.max(0, i - k) * step]
                                    + values[start + Math.min(length - 1, i + k) * step]);
                }
                out[start + i * step] = (float) sum;
            }
        }
        return out;
    }
}
