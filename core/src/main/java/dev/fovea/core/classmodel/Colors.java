package dev.fovea.core.classmodel;

/** From the planes of a {@link Basis} to the normalised picture, value by value. */
interface Colors {
    Planes picture(Planes planes);

    /** A gradient on the picture as one on the planes that it was made of. */
    Planes gradient(Planes planes, Planes gradient);

    /** Planes that {@link #picture} makes this picture of. */
    Planes planes(Planes picture);

    /** The planes are the picture. */
    record Normalised() implements Colors {
        @Override
        public Planes picture(Planes planes) {
            return planes;
        }

        @Override
        public Planes gradient(Planes planes, Planes gradient) {
            return gradient;
        }

        @Override
        public Planes planes(Planes picture) {
            return picture;
        }
    }
}
