package dev.fovea.core.classmodel;

import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import java.util.SplittableRandom;

/** Where the ascent begins. */
public sealed interface Start {

    /** The zero image: the mean colour everywhere, as in Simonyan et al. (2013). */
    record Zero() implements Start {}

    /** Pixels of level 127.5. */
    record Grey() implements Start {}

    /**
     * Gaussian noise on the numbers that are climbed: on the picture, or on the spectrum (where Lucid's default is 0.01).
     *
     * @param sigma its deviation
     */
    record Noise(double sigma) implements Start {
        public Noise {
            Range.check("noise", sigma, 0, 100, "units of deviation");
        }
    }

    /** Every channel of every pixel uniform in 0 to 255. */
    record RandomPixels() implements Start {}

    /** A picture, brought to the size as the model's preprocessing does. */
    record FromPicture(Picture picture) implements Start {}

    /** The starting picture at the size of the result; zero where the noise is on the numbers instead. */
    default Planes picture(Classifier classifier, PixelSpace space, int height, int width, SplittableRandom random) {
        Planes planes = Planes.zeros(space.channels(), height, width);
        if (this instanceof FromPicture p) {
            Picture seen = classifier.preprocessing().view(p.picture(), classifier.framing(p.picture()));
            return space.planes(
                    seen.width() == width && seen.height() == height
                            ? seen
                            : p.picture()
                                    .resize(
                                            width,
                                            height,
                                            classifier.preprocessing().filter()));
        }
        for (int i = 0; i < planes.values().length; i++) {
            int c = i / planes.area();
            if (this instanceof Grey) {
                planes.values()[i] = (float) space.value(127.5, c);
            } else if (this instanceof RandomPixels) {
                planes.values()[i] = (float) space.value(255 * random.nextDouble(), c);
            }
        }
        return planes;
    }
}
