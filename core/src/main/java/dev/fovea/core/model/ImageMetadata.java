package dev.fovea.core.model;

import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * ONNX's own metadata for picture inputs: {@code Image.BitmapPixelFormat} (Rgb8, Bgr8, Gray8) and {@code
 * Image.NominalPixelRange} (0-255, 0-1, -1 to 1, 16-235).
 */
final class ImageMetadata {

    private ImageMetadata() {}

    static Optional<Preprocessing> preprocessing(ModelFile file) {
        String own = file.metadata("fovea.preprocessing");
        if (own != null) {
            return Sidecar.parse("{\"preprocessing\":" + own + "}", "metadata 'fovea.preprocessing'")
                    .preprocessing();
        }
        String format = file.metadata("Image.BitmapPixelFormat");
        String range = file.metadata("Image.NominalPixelRange");
        if (format == null || range == null) {
            return Optional.empty();
        }
        Channels channels = switch (format.toLowerCase(Locale.ROOT)) {
            case "rgb8", "rgba8" -> Channels.RGB;
            case "bgr8", "bgra8" -> Channels.BGR;
            case "gray8", "y8" -> Channels.GREY;
            default -> null;
        };
        double scale;
        double mean = 0;
        switch (range.toLowerCase(Locale.ROOT)) {
            case "nominalrange_0_255" -> scale = 1;
            case "normalized_0_1" -> scale = 1 / 255.0;
            case "normalized_1_1" -> {
                scale = 1 / 127.5;
                mean = 1;
            }
            case "nominalrange_16_235" -> {
                scale = 219 / 255.0;
                mean = -16;
            }
            default -> {
                return Optional.empty();
            }
        }
        if (channels == null) {
            return Optional.empty();
        }
        return Optional.of(new Preprocessing(
                new Squash(0, 0),
                Resampling.BILINEAR,
                channels,
                scale,
                List.of(mean),
                List.of(1.0),
                "the model's ONNX image metadata"));
    }
}
