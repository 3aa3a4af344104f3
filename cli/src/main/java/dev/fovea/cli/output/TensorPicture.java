package dev.fovea.cli.output;

import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ModelInput;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.tensor.Tensor;

/**
 * A preprocessed tensor as a picture to look at: its values from smallest to largest as dark to bright, its channels as
 * red, green and blue unless the model's preprocessing is known to have them the other way round.
 */
final class TensorPicture {
    private TensorPicture() {}

    static Picture of(Tensor tensor, Classifier classifier) {
        ModelInput input = classifier.input();
        int[] size = input.size(tensor.shape());
        int pixels = size[0] * size[1];
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : tensor.values()) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        float scale = high > low ? 255 / (high - low) : 0;
        boolean reversed =
                classifier.hasPreprocessing() && classifier.preprocessing().channels() == Channels.BGR;
        int[] rgb = new int[pixels];
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < 3; c++) {
                float v =
                        tensor.values()[input.offset(Math.min(reversed ? 2 - c : c, input.channels() - 1), p, pixels)];
                rgb[p] = rgb[p] << 8 | Math.round((v - low) * scale);
            }
        }
        return Picture.of(size[1], size[0], rgb);
    }
}
