package dev.fovea.core.classmodel;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.model.Preprocessing;
import dev.fovea.core.tensor.Tensor;

/**
 * What the numbers of an ascent mean: the model's normalised input divided by one number, {@link #unit}, so that a length is
 * the same on every model. Zero is the mean that the model's preprocessing subtracts. Immutable and thread-safe.
 */
public final class PixelSpace {
    /** The deviation of ImageNet's pixels, of 255: what a step of 1 is in input normalised as torchvision does. */
    private static final double LEVELS = 255 * 0.225;

    private final ModelInput input;
    private final Preprocessing preprocessing;
    private final double unit;

    private PixelSpace(ModelInput input, Preprocessing preprocessing) {
        this.input = input;
        this.preprocessing = preprocessing;
        double slope = 0;
        for (int c = 0; c < input.channels(); c++) {
            slope += Math.abs(preprocessing.pixelScale(c, input)) / input.channels();
        }
        this.unit = slope * LEVELS;
    }

    /** @throws dev.fovea.core.FoveaException if nothing says how the model wants its pictures */
    public static PixelSpace of(Classifier classifier) {
        return of(classifier.input(), classifier.preprocessing());
    }

    static PixelSpace of(ModelInput input, Preprocessing preprocessing) {
        return new PixelSpace(input, preprocessing);
    }

    /** The length of 1 in normalised input. */
    public double unit() {
        return unit;
    }

    /** The number of a pixel level, 0 to 255, in channel {@code c} of the model. */
    public double value(double level, int c) {
        return preprocessing.pixelScale(c, input) * (level - mean(c)) / unit;
    }

    private double level(double value, int c) {
        return value * unit / preprocessing.pixelScale(c, input) + mean(c);
    }

    /** The pixel level that becomes 0. */
    private double mean(int c) {
        return preprocessing.mean().get(preprocessing.mean().size() == 1 ? 0 : c) / preprocessing.scale();
    }

    /** Which of red, green and blue (0, 1, 2) the model's channel {@code c} is. */
    int color(int c) {
        return preprocessing.channels() == Preprocessing.Channels.BGR ? 2 - c : c;
    }

    int channels() {
        return input.channels();
    }

    /** The tensor to feed, N = 1. */
    Tensor tensor(Planes picture) {
        float[] values = new float[picture.values().length];
        boolean bytes = input.type() == ElementType.UINT8;
        for (int c = 0; c < picture.channels(); c++) {
            for (int p = 0; p < picture.area(); p++) {
                float v = (float) (picture.values()[c * picture.area() + p] * unit);
                values[input.offset(c, p, picture.area())] = bytes ? Math.max(0, Math.min(255, v)) : v;
            }
        }
        return new Tensor(input.shape(1, picture.height(), picture.width()), values);
    }

    /** A preprocessed picture, N = 1, as planes. */
    Planes planes(Tensor tensor) {
        return planes(tensor, 1 / unit);
    }

    /** A gradient with respect to the fed tensor as one with respect to the planes. */
    Planes gradient(Tensor gradient) {
        return planes(gradient, unit);
    }

    private Planes planes(Tensor tensor, double factor) {
        int[] size = input.size(tensor.shape());
        Planes planes = Planes.zeros(input.channels(), size[0], size[1]);
        for (int c = 0; c < planes.channels(); c++) {
            for (int p = 0; p < planes.area(); p++) {
                planes.values()[c * planes.area() + p] =
                        (float) (tensor.values()[input.offset(c, p, planes.area())] * factor);
            }
        }
        return planes;
    }

    /** A picture of the planes' size as planes. */
    Planes planes(Picture view) {
        return planes(preprocessing.tensor(view, input));
    }

    /** The planes as a picture: the mean added back, levels rounded and clipped to 0 to 255. */
    Picture picture(Planes planes) {
        int[] rgb = new int[planes.area()];
        for (int p = 0; p < rgb.length; p++) {
            for (int color = 0; color < 3; color++) {
                int c = planes.channels() == 1 ? 0 : color(color);
                double level = level(planes.values()[c * planes.area() + p], c);
                rgb[p] = rgb[p] << 8 | (int) Math.round(Math.max(0, Math.min(255, level)));
            }
        }
        return Picture.of(planes.width(), planes.height(), rgb);
    }
}
