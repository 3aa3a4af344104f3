package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.SharedData;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Photographs of cats and dogs with masks, by real models; docs/localization.md has the figures of all methods. */
class PhotographLocalizationTest {
    private static final int INSIDE = 128;

    /** Columns: model, preset, how many of the 24 objects GraphCut may miss, which mean overlap of boxes it reaches. */
    @ParameterizedTest
    @CsvSource({"squeezenet_fp32, imagenet-caffe-bgr, 6, 0.68", "mobilenetv2_fp32, imagenet, 4, 0.73"})
    void findsMostAnimals(String model, String preset, int missed, double overlap) throws IOException {
        Path folder = SharedData.path("data/images/pets");
        LocalizationError error = LocalizationError.NONE;
        LocalizationError threshold = LocalizationError.NONE;
        double sum = 0;
        double middle = 0;
        try (Stream<Path> files = Files.list(folder);
                Classifier classifier = Classifier.from(SharedData.path("data/models/" + model + ".onnx"))
                        .withPreset(preset)
                        .load()) {
            List<Path> photographs =
                    files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
            assertThat(photographs).hasSize(24);
            for (Path photograph : photographs) {
                MappedPicture mapped = MappedPicture.of(
                        new ImageSaliency().explain(classifier, Subject.read(photograph, classifier), Target.top()));
                BoundingBox truth = truth(photograph);
                double found = new Localization().localize(mapped).box().iou(truth);
                error = error.with(found);
                sum += found;
                threshold =
                        threshold.with(new ThresholdBox().localize(mapped).box().iou(truth));
                middle += new CenteredBox(0.4).localize(mapped).box().iou(truth);
            }
        }
        assertThat(error.missed()).isLessThanOrEqualTo(missed).isLessThan(threshold.missed());
        assertThat(sum / 24).isGreaterThan(overlap).isGreaterThan(0.1 + middle / 24);
    }

    private static BoundingBox truth(Path photograph) {
        Picture mask = new PictureReader().read(Path.of(photograph.toString().replace(".jpg", ".mask.png")));
        boolean[] inside = new boolean[mask.width() * mask.height()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = mask.channel(i % mask.width(), i / mask.width(), 0) >= INSIDE;
        }
        return ObjectMask.of(mask.width(), mask.height(), inside).box();
    }
}
