package dev.fovea.core.classmodel;

/**
 * A window on a picture: margins of zeros where it reaches beyond, a cut where it does not.
 *
 * @param top the row of the source at the window's first row; negative for a margin
 * @param left the column of the source at the window's first column
 * @param height of the source
 * @param width of the source
 * @param newHeight of the window
 * @param newWidth of the window
 */
record Shift(int top, int left, int height, int width, int newHeight, int newWidth) implements LinearMap {

    @Override
    public int[] size(int sourceHeight, int sourceWidth) {
        return new int[] {newHeight, newWidth};
    }

    @Override
    public Planes apply(Planes source) {
        Planes target = Planes.zeros(source.channels(), newHeight, newWidth);
        copy(source.values(), target.values(), source.channels(), true);
        return target;
    }

    @Override
    public Planes transpose(Planes target) {
        Planes source = Planes.zeros(target.channels(), height, width);
        copy(target.values(), source.values(), target.channels(), false);
        return source;
    }

    private void copy(float[] from, float[] to, int channels, boolean forward) {
        int x = Math.max(0, -left);
        int length = Math.min(newWidth, width - left) - x;
        for (int c = 0; c < channels && length > 0; c++) {
            for (int y = Math.max(0, -top); y < Math.min(newHeight, height - top); y++) {
                int outside = (c * height + y + top) * width + x + left;
                int inside = (c * newHeight + y) * newWidth + x;
                System.arraycopy(from, forward ? outside : inside, to, forward ? inside : outside, length);
            }
        }
    }
}
