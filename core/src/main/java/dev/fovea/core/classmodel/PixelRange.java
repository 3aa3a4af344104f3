package dev.fovea.core.classmodel;

/** Keeps every pixel within the 0 to 255 that a picture file can hold, so that nothing is lost when it is saved. */
public record PixelRange() implements Regularizer {

    @Override
    public Planes apply(Planes picture, Planes gradient, int step, PixelSpace space) {
        float[] kept = picture.values().clone();
        for (int c = 0; c < picture.channels(); c++) {
            float a = (float) space.value(0, c);
            float b = (float) space.value(255, c);
            for (int i = c * picture.area(); i < (c + 1) * picture.area(); i++) {
                kept[i] = Math.max(Math.min(a, b), Math.min(Math.max(a, b), kept[i]));
            }
        }
        return picture.with(kept);
    }
}
