package dev.fovea.core.model;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Framing;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.tensor.Tensor;
import java.util.List;

/**
 * From a picture to the tensor a model was trained on: {@code (pixel * scale - mean) / std} per channel, after resizing
 * and cropping. Never guessed: it comes from an option, a file beside the model, or the model's own metadata.
 *
 * <p>Immutable and thread-safe.
 *
 * @param fit how the picture is brought to the model's size
 * @param filter how it is resampled
 * @param channels the order of the channels in the tensor
 * @param scale multiplies pixel values 0-255
 * @param mean subtracted after scaling, in the tensor's channel order; one value stands for all channels
 * @param std divides after that; one value stands for all channels
 * @param source where this came from, for the receipt
 */
public record Preprocessing(
        Fit fit,
        Resampling filter,
        Channels channels,
        double scale,
        List<Double> mean,
        List<Double> std,
        String source) {

    /** The order of a tensor's colour channels. */
    public enum Channels {
        RGB,
        BGR,
        /** Luma of ITU-R 601, as Pillow's mode L. */
        GREY
    }

    /** How a picture is brought to the size a model takes. */
    public sealed interface Fit {}

    /**
     * Both sides to the model's size, whatever the proportions.
     *
     * @param height used where the model takes any size; 0 to keep the picture's own
     */
    public record Squash(int height, int width) implements Fit {}

    /**
     * The shorter side to {@code resize}, then the centre.
     *
     * @param resize 0 means 256/224 of the crop, as torchvision's reference transforms do; -1 means the crop
     * @param crop used where the model takes any size; 0 to use the model's
     */
    public record ShorterSide(int resize, int crop) implements Fit {}

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (std.stream().anyMatch(s -> s == 0 || !Double.isFinite(s)) || !Double.isFinite(scale) || scale == 0) {
            throw new FoveaException(
                    "Preprocessing from %s divides by zero: scale %s, std %s".formatted(source, scale, std));
        }
        if (!mean.stream().allMatch(Double::isFinite)) {
            throw new FoveaException("Preprocessing from %s subtracts no number: mean %s".formatted(source, mean));
        }
    }

    /** This preprocessing said to come from elsewhere. */
    public Preprocessing from(String newSource) {
        return new Preprocessing(fit, filter, channels, scale, mean, std, newSource);
    }

    /** How {@code picture} is resized and cropped for {@code input}. */
    public Framing framing(Picture picture, ModelInput input) {
        Framing whole = Framing.of(picture);
        if (fit instanceof Squash s) {
            int height = size(input.height(), s.height(), picture.height(), "height");
            int width = size(input.width(), s.width(), picture.width(), "width");
            return whole.squash(width, height);
        }
        ShorterSide s = (ShorterSide) fit;
        int height = size(input.height(), s.crop(), 224, "height");
        int width = size(input.width(), s.crop(), 224, "width");
        int crop = Math.min(height, width);
        int resize = s.resize() > 0 ? s.resize() : s.resize() < 0 ? crop : (int) Math.round(crop * 256 / 224.0);
        return whole.resizeShorterSide(resize).centerCrop(width, height);
    }

    private int size(long model, int given, int otherwise, String side) {
        if (model > 0 && given > 0 && model != given) {
            throw new FoveaException(
                    "Preprocessing from %s makes pictures of %s %d, but the model takes %d; correct it, or name a preset"
                            .formatted(source, side, given, model));
        }
        return model > 0 ? (int) model : given > 0 ? given : otherwise;
    }

    /** The part of the picture that the model sees, at the model's size. */
    public Picture view(Picture picture, Framing framing) {
        return framing.apply(picture, filter);
    }

    /** The tensor of a picture that has the model's size already; shape 1x... in the model's layout. */
    public Tensor tensor(Picture view, ModelInput input) {
        int pixels = view.width() * view.height();
        int[] rgb = view.toRgb();
        float[] values = new float[pixels * input.channels()];
        double[] slope = new double[input.channels()];
        double[] offset = new double[input.channels()];
        for (int c = 0; c < input.channels(); c++) {
            slope[c] = scale / value(std, c, input);
            offset[c] = value(mean, c, input) / value(std, c, input);
        }
        for (int c = 0; c < input.channels(); c++) {
            for (int p = 0; p < pixels; p++) {
                values[input.offset(c, p, pixels)] = (float) (level(rgb[p], c, input) * slope[c] - offset[c]);
            }
        }
        return new Tensor(input.shape(1, view.height(), view.width()), values);
    }

    private int level(int rgb, int c, ModelInput input) {
        int r = rgb >> 16 & 0xFF;
        int g = rgb >> 8 & 0xFF;
        int b = rgb & 0xFF;
        if (input.channels() == 1 || channels == Channels.GREY) {
            return r * 19595 + g * 38470 + b * 7471 + 0x8000 >> 16;
        }
        int first = channels == Channels.BGR ? b : r;
        int last = channels == Channels.BGR ? r : b;
        return c == 0 ? first : c == 1 ? g : last;
    }

    private double value(List<Double> perChannel, int c, ModelInput input) {
        if (perChannel.size() != 1 && perChannel.size() != input.channels()) {
            throw new FoveaException(
                    "Preprocessing from %s has %d channel values, but the model takes %d channels; choose another preset"
                            .formatted(source, perChannel.size(), input.channels()));
        }
        return perChannel.get(perChannel.size() == 1 ? 0 : c);
    }

    /** d tensor / d pixel for channel {@code c} of the tensor: gradients per pixel unit are this times the gradient. */
    public double pixelScale(int c, ModelInput input) {
        return scale / value(std, c, input);
    }
}
