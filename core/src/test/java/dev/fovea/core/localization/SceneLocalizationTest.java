package dev.fovea.core.localization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.Scene;
import dev.fovea.scenes.SceneGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Localisation with the embedded model on scenes whose masks are known; all seeds are apart from those of the training. */
class SceneLocalizationTest {
    private static final long FIRST_SEED = 5_000_000;
    private static final int SCENES = 40;

    /** The baselines are the best of those tried on other scenes, and the threshold as it is usually stated. */
    @Test
    void missesFewerObjectsThanAThresholdOrTheMiddle() {
        List<Localizer> localizers = List.of(
                new Localization(), new ThresholdBox(), new ThresholdBox(0.25, 0.05, 256), new CenteredBox(0.4));
        LocalizationError[] errors = new LocalizationError[localizers.size()];
        Arrays.fill(errors, LocalizationError.NONE);
        String sidecar = new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8);
        try (Classifier classifier =
                Classifier.from(EmbeddedModel.model()).withSidecar(sidecar).load()) {
            for (int i = 0; i < SCENES; i++) {
                Scene scene = SceneGenerator.render(FIRST_SEED + i);
                Picture picture = Picture.of(scene.width(), scene.height(), scene.toRgb());
                Subject subject = Subject.of(picture, "scene " + scene.seed(), classifier);
                MappedPicture mapped = MappedPicture.of(
                        new ImageSaliency().explain(classifier, subject, Target.index(scene.classIndex())));
                BoundingBox truth = ObjectMask.of(
                                scene.width(), scene.height(), scene.mask().toArray())
                        .box();
                for (int k = 0; k < errors.length; k++) {
                    errors[k] = errors[k].with(
                            localizers.get(k).localize(mapped).box().iou(truth));
                }
            }
        }

        for (int k = 1; k < errors.length; k++) {
            assertThat(errors[0].missed()).as("against %s", localizers.get(k)).isLessThan(errors[k].missed());
        }
        assertThat(errors[0].share()).isLessThan(0.15);
    }
}
