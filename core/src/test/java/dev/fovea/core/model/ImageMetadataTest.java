package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.ModelInput.Layout;
import dev.fovea.core.model.Preprocessing.Channels;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMetadataTest {
    private static ModelFile file(String... entries) {
        ToyModel model = ToyModel.taking(1, 3, 1, 1).then("Flatten");
        for (int i = 0; i < entries.length; i += 2) {
            model.metadata(entries[i], entries[i + 1]);
        }
        return ModelFile.read(model.bytes());
    }

    private static Optional<Preprocessing> read(String format, String range) {
        return ImageMetadata.preprocessing(file("Image.BitmapPixelFormat", format, "Image.NominalPixelRange", range));
    }

    /** The red of 0xFF8000, or the blue where that comes first. */
    @ParameterizedTest
    @CsvSource({
        "Rgb8, NominalRange_0_255, RGB, 255, 128, 0",
        "Bgr8, NominalRange_0_255, BGR, 0, 128, 255",
        "Bgra8, NominalRange_0_255, BGR, 0, 128, 255",
        "Rgba8, Normalized_0_1, RGB, 1, 0.5019608, 0",
        "Rgb8, Normalized_0_1, RGB, 1, 0.5019608, 0",
        "BGR8, normalized_1_1, BGR, -1, 0.0039216, 1",
        "Rgb8, NominalRange_16_235, RGB, 235, 125.929, 16",
        "Gray8, Normalized_0_1, GREY, 0.5921569, 0.5921569, 0.5921569"
    })
    void readsFormatAndRange(String format, String range, Channels channels, float a, float b, float c) {
        Preprocessing p = read(format, range).orElseThrow();
        assertThat(p.channels()).isEqualTo(channels);
        ModelInput input = new ModelInput("x", ElementType.FLOAT, Layout.NCHW, 1, 3, 1, 1);
        assertThat(p.tensor(Picture.of(1, 1, new int[] {0xFF8000}), input).values())
                .containsExactly(new float[] {a, b, c}, within(1e-3f));
        assertThat(p.source()).isEqualTo("the model's ONNX image metadata");
    }

    @Test
    void doesNotGuess() {
        assertThat(ImageMetadata.preprocessing(file())).isEmpty();
        assertThat(ImageMetadata.preprocessing(file("Image.BitmapPixelFormat", "Rgb8")))
                .isEmpty();
        assertThat(read("Rgb8", "Normalized_ImageNet")).isEmpty();
        assertThat(read("Nv12", "Normalized_0_1")).isEmpty();
        assertThat(read("Gray16", "NominalRange_0_255")).isEmpty();
    }

    @Test
    void readsFoveasOwn() {
        assertThat(ImageMetadata.preprocessing(
                        file("fovea.preprocessing", "\"raw-bgr\"", "Image.BitmapPixelFormat", "Rgb8")))
                .contains(Presets.named("raw-bgr").from("metadata 'fovea.preprocessing'"));
        OneLine.refuses(
                () -> ImageMetadata.preprocessing(file("fovea.preprocessing", "{")),
                "metadata 'fovea.preprocessing' is not valid JSON");
    }
}
