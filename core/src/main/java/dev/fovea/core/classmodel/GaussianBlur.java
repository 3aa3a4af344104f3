package dev.fovea.core.classmodel;

/**
 * Blurs the picture every few steps, which takes away high frequencies (Yosinski et al. 2015, arXiv 1506.06579, section 3).
 * Beyond the border the picture is mirrored.
 *
 * @param sigma the deviation in pixels; 0 for no blur
 * @param every how many steps there are from one blur to the next; the first is after that many steps
 */
public record GaussianBlur(double sigma, int every) implements Regularizer {
    public GaussianBlur {
        Range.check("blur", sigma, 0, 50, "pixels of deviation");
        Range.check("blur every", every, 1, 100_000, "steps");
    }

    @Override
    public Planes apply(Planes picture, Planes gradient, int step, PixelSpace space) {
        if (sigma == 0 || step % every != 0) {
            return picture;
        }
        float[] kernel = kernel();
        Planes rows = blurred(picture, kernel, picture.width(), 1, picture.height(), picture.width());
        return blurred(rows, kernel, picture.height(), picture.width(), picture.width(), 1);
    }

    private float[] kernel() {
        int reach = (int) Math.ceil(4 * sigma);
        float[] kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++) {
            sum += Math.exp(-k * k / (2 * sigma * sigma));
        }
        for (int k = -reach; k <= reach; k++) {
            kernel[k + reach] = (float) (Math.exp(-k * k / (2 * sigma * sigma)) / sum);
        }
        return kernel;
    }

    /** Blurs {@code lines} lines of {@code size} values a plane; {@code step} lies between values, {@code pitch} between lines. */
    private static Planes blurred(Planes from, float[] kernel, int size, int step, int lines, int pitch) {
        float[] to = new float[from.values().length];
        int reach = kernel.length / 2;
        for (int c = 0; c < from.channels(); c++) {
            for (int line = 0; line < lines; line++) {
                int start = c * from.area() + line * pitch;
                for (int i = 0; i < size; i++) {
                    float sum = 0;
                    for (int k = -reach; k <= reach; k++) {
                        sum += kernel[k + reach] * from.values()[start + mirrored(i + k, size) * step];
                    }
                    to[start + i * step] = sum;
                }
            }
        }
        return from.with(to);
    }

    private static int mirrored(int i, int size) {
        int at = Math.floorMod(i, 2 * size);
        return at < size ? at : 2 * size - 1 - at;
    }
}
