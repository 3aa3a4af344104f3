package dev.fovea.core.attribution;

import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.tensor.Tensor;

/**
 * From a gradient to one number per pixel, a channel after the other: as fast as memory, where a model's run takes a few
 * milliseconds. Immutable and thread-safe.
 */
record PixelMaps(Magnitude magnitude, ChannelReduction channels, Units units) {

    /**
     * The map of a gradient with N = 1.
     *
     * @throws FoveaException if the gradient is not finite; says where
     */
    SaliencyMap of(Classifier classifier, Tensor gradient) {
        ModelInput input = classifier.input();
        int[] size = input.size(gradient.shape());
        int pixels = size[0] * size[1];
        int step = input.offset(0, 1, pixels);
        boolean signed = magnitude == Magnitude.SIGNED;
        float[] map = new float[pixels];
        float[] plane = new float[pixels];
        for (int c = 0; c < input.channels(); c++) {
            double scale = units == Units.PIXEL ? classifier.preprocessing().pixelScale(c, input) : 1;
            boolean finite = magnitude.take(gradient.values(), input.offset(c, 0, pixels), step, scale, plane);
            if (!finite) {
                throw notFinite(classifier, plane, size[1]);
            }
            channels.add(plane, signed, input.channels(), map);
        }
        channels.finish(map);
        return SaliencyMap.of(size[1], size[0], map, signed);
    }

    private static FoveaException notFinite(Classifier classifier, float[] plane, int width) {
        int p = 0;
        while (Float.isFinite(plane[p])) {
            p++;
        }
        return new FoveaException(
                "The gradient through '%s' is %s at column %d, row %d: somewhere on the way is no slope (Sqrt or Log at 0, a division by 0); try another picture or class"
                        .formatted(classifier.file().source(), plane[p], p % width, p / width));
    }
}
