package dev.fovea.core.model;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.FoveaException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The picture input of a model.
 *
 * @param name the input's name
 * @param type float32 or uint8
 * @param layout where the channels are
 * @param batch the number of pictures it takes at once; -1 if any
 * @param channels 1 (grey) or 3
 * @param height in pixels; -1 if any
 * @param width in pixels; -1 if any
 */
public record ModelInput(
        String name, ElementType type, Layout layout, long batch, int channels, long height, long width) {

    private static final double MOST_PIXELS = 100e6;

    /** The order of a picture tensor's axes. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** The one picture input among a model's inputs. */
    static ModelInput among(Collection<Value> inputs, String source) {
        if (inputs.isEmpty()) {
            throw new FoveaException(
                    "The model '%s' has no input, expected one picture (Nx3xHxW or NxHxWx3)".formatted(source));
        }
        if (inputs.size() > 1) {
            throw new FoveaException(
                    "The model '%s' has %d inputs (%s), expected one picture; fix the others to constants when exporting"
                            .formatted(source, inputs.size(), described(inputs)));
        }
        Value input = inputs.iterator().next();
        Shape shape = input.shape();
        boolean pictureType = input.type() == ElementType.FLOAT || input.type() == ElementType.UINT8;
        if (shape == null || shape.rank() != 4 || !pictureType) {
            throw notAPicture(inputs, source);
        }
        if (isChannels(shape.size(1))) {
            return of(input, Layout.NCHW, 1, 2, 3).bounded(source);
        }
        if (isChannels(shape.size(3))) {
            return of(input, Layout.NHWC, 3, 1, 2).bounded(source);
        }
        throw notAPicture(inputs, source);
    }

    private static FoveaException notAPicture(Collection<Value> inputs, String source) {
        return new FoveaException(
                "The model '%s' takes %s, expected one picture: float or uint8, Nx3xHxW or NxHxWx3 (or one grey channel)"
                        .formatted(source, described(inputs)));
    }

    private static boolean isChannels(long size) {
        return size == 1 || size == 3;
    }

    private static ModelInput of(Value input, Layout layout, int channels, int height, int width) {
        Shape shape = input.knownShape();
        return new ModelInput(
                input.name(),
                input.type(),
                layout,
                shape.size(0),
                (int) shape.size(channels),
                shape.size(height),
                shape.size(width));
    }

    private ModelInput bounded(String source) {
        if (batch == 0 || height == 0 || width == 0) {
            throw new FoveaException("The model '%s' takes empty pictures: %s; export it for pictures that have a size"
                    .formatted(source, this));
        }
        double pixels = (double) Math.max(1, batch) * Math.max(1, height) * Math.max(1, width);
        if (pixels > MOST_PIXELS) {
            throw new FoveaException("The model '%s' takes pictures of %s; up to %.0f megapixels are fed at once"
                    .formatted(source, this, MOST_PIXELS / 1e6));
        }
        return this;
    }

    /** Names, types and shapes, for messages. */
    static String described(Collection<Value> values) {
        return values.stream()
                .map(v -> "'%s' %s"
                        .formatted(
                                v.name(),
                                v.type() == ElementType.OTHER
                                        ? "without numbers (strings or a sequence)"
                                        : v.type().name().toLowerCase(Locale.ROOT) + " " + shape(v)))
                .collect(Collectors.joining(", "));
    }

    /** An input without a shape is reported as one of rank 0. */
    private static String shape(Value value) {
        Shape shape = value.shape();
        return shape == null ? "of unknown shape" : shape.rank() == 0 ? "of no or unknown rank" : shape.toString();
    }

    /** Whether height and width are fixed. */
    public boolean hasFixedSize() {
        return height > 0 && width > 0;
    }

    /** The shape of {@code count} pictures of the given size. */
    public long[] shape(long count, long pictureHeight, long pictureWidth) {
        return layout == Layout.NCHW
                ? new long[] {count, channels, pictureHeight, pictureWidth}
                : new long[] {count, pictureHeight, pictureWidth, channels};
    }

    /** Height and width of a tensor in this layout. */
    public int[] size(long[] shape) {
        return layout == Layout.NCHW
                ? new int[] {(int) shape[2], (int) shape[3]}
                : new int[] {(int) shape[1], (int) shape[2]};
    }

    /** The position of channel {@code c} of pixel {@code p} (row-major) within one picture of {@code pixels} pixels. */
    public int offset(int c, int p, int pixels) {
        return layout == Layout.NCHW ? c * pixels + p : p * channels + c;
    }

    /**
     * Checks the shape of a tensor that is to be fed.
     *
     * @throws FoveaException if it does not fit
     */
    public void check(long[] shape, String source) {
        boolean fits = shape.length == 4
                && shape[layout == Layout.NCHW ? 1 : 3] == channels
                && (height < 0 || size(shape)[0] == height)
                && (width < 0 || size(shape)[1] == width);
        if (!fits) {
            throw new FoveaException("'%s' has shape %s, the model takes %s".formatted(source, times(shape), this));
        }
    }

    private static String times(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    @Override
    public String toString() {
        List<String> sizes = Arrays.stream(shape(batch, height, width))
                .mapToObj(n -> n < 0 ? "?" : Long.toString(n))
                .collect(Collectors.toList());
        sizes.set(0, batch < 0 ? "N" : Long.toString(batch));
        return String.join("x", sizes) + " (" + layout + ")";
    }
}
