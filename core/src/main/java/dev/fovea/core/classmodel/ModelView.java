package dev.fovea.core.classmodel;

import dev.fovea.core.model.ModelInput;

/** What the model makes of a picture of any size: it is resized to what the model takes. Not thread-safe. */
record ModelView(ModelInput input, PixelSpace space, ScoreFunction function) {

    /** The score of a picture and its gradient with respect to that picture. */
    record Slope(double score, Planes gradient) {}

    /**
     * The slope at {@code picture}.
     *
     * @param height that the model sees if it takes any
     * @param width that the model sees if it takes any
     */
    Slope at(Planes picture, int height, int width) {
        int seenHeight = input.height() > 0 ? (int) input.height() : height;
        int seenWidth = input.width() > 0 ? (int) input.width() : width;
        boolean fits = picture.height() == seenHeight && picture.width() == seenWidth;
        LinearMap resize = fits
                ? LinearMap.identity()
                : new BilinearResize(picture.height(), picture.width(), seenHeight, seenWidth);
        ScoreFunction.Slope slope = function.at(space.tensor(resize.apply(picture)));
        return new Slope(slope.score(), resize.transpose(space.gradient(slope.gradient())));
    }

    String name() {
        return function.name();
    }
}
