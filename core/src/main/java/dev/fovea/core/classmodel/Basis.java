package dev.fovea.core.classmodel;

/**
 * The linear part of a parametrisation: from the numbers that are climbed to planes, with its inverse and its exact
 * transpose.
 */
interface Basis {
    /** How many numbers there are. */
    int count();

    Planes planes(float[] parameters);

    /** The transpose of {@link #planes}: from a gradient on the planes to one on the numbers. */
    float[] transpose(Planes gradient);

    /** Numbers that {@link #planes} makes these planes of. */
    float[] parameters(Planes planes);

    /** Every value of every plane by itself. */
    record Pixels(int channels, int height, int width) implements Basis {
        @Override
        public int count() {
            return channels * height * width;
        }

        @Override
        public Planes planes(float[] parameters) {
            return new Planes(channels, height, width, parameters);
        }

        @Override
        public float[] transpose(Planes gradient) {
            return gradient.values();
        }

        @Override
        public float[] parameters(Planes planes) {
            return planes.values().clone();
        }
    }
}
