package dev.fovea.core.classmodel;

/**
 * A picture at another size: bilinear between half-pixel centres, the outermost pixels held beyond them, no antialiasing
 * (it only shrinks by little).
 */
record BilinearResize(int height, int width, int newHeight, int newWidth) implements LinearMap {

    @Override
    public int[] size(int sourceHeight, int sourceWidth) {
        return new int[] {newHeight, newWidth};
    }

    @Override
    public Planes apply(Planes source) {
        Axis columns = Axis.of(width, newWidth);
        Axis rows = Axis.of(height, newHeight);
        Planes target = Planes.zeros(source.channels(), newHeight, newWidth);
        float[] x = source.values();
        float[] y = target.values();
        int at = 0;
        for (int c = 0; c < source.channels(); c++) {
            for (int row = 0; row < newHeight; row++) {
                int upper = (c * height + rows.first[row]) * width;
                int lower = (c * height + rows.second[row]) * width;
                float v = rows.weight[row];
                for (int column = 0; column < newWidth; column++) {
                    int a = columns.first[column];
                    int b = columns.second[column];
                    float w = columns.weight[column];
                    float above = x[upper + a] + w * (x[upper + b] - x[upper + a]);
                    float below = x[lower + a] + w * (x[lower + b] - x[lower + a]);
                    y[at++] = above + v * (below - above);
                }
            }
        }
        return target;
    }

    @Override
    public Planes transpose(Planes target) {
        Axis columns = Axis.of(width, newWidth);
        Axis rows = Axis.of(height, newHeight);
        Planes source = Planes.zeros(target.channels(), height, width);
        float[] x = source.values();
        int at = 0;
        for (int c = 0; c < target.channels(); c++) {
            for (int row = 0; row < newHeight; row++) {
                int upper = (c * height + rows.first[row]) * width;
                int lower = (c * height + rows.second[row]) * width;
                float v = rows.weight[row];
                for (int column = 0; column < newWidth; column++) {
                    float g = target.values()[at++];
                    int a = columns.first[column];
                    int b = columns.second[column];
                    float w = columns.weight[column];
                    x[upper + a] += (1 - v) * (1 - w) * g;
                    x[upper + b] += (1 - v) * w * g;
                    x[lower + a] += v * (1 - w) * g;
                    x[lower + b] += v * w * g;
                }
            }
        }
        return source;
    }

    /** Which two samples each target position lies between, and how far it is from the first. */
    private record Axis(int[] first, int[] second, float[] weight) {
        static Axis of(int size, int newSize) {
            Axis axis = new Axis(new int[newSize], new int[newSize], new float[newSize]);
            for (int i = 0; i < newSize; i++) {
                double at = Math.max(0, Math.min(size - 1, (i + 0.5) * size / newSize - 0.5));
                axis.first[i] = (int) at;
                axis.second[i] = Math.min(size - 1, (int) at + 1);
                axis.weight[i] = (float) (at - (int) at);
            }
            return axis;
        }
    }
}
