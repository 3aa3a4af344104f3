package dev.fovea.benchmarks;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.MappedPicture;
import dev.fovea.core.localization.ObjectMask;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.Scene;
import dev.fovea.scenes.SceneGenerator;
import java.nio.charset.StandardCharsets;

/**
 * Scores localisation on rendered scenes with exact masks: the share of scenes where the box around the found object
 * overlaps the true one by less than half. The map is that of the true class, so the error is of localisation alone; how
 * often the model names another class is printed beside it.
 *
 * <p>Arguments: how many scenes (500) and the first seed (4000000). The embedded model was trained on seeds 1000000 to
 * 1023999, options were chosen on 3000000 to 3000199. The same arguments print the same lines.
 */
public final class LocalizationScore {
    private LocalizationScore() {}

    public static void main(String[] arguments) {
        int scenes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        long firstSeed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 4_000_000;
        LocalizationTable table = new LocalizationTable();
        int mistaken = 0;
        String sidecar = new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8);
        try (Classifier classifier =
                Classifier.from(EmbeddedModel.model()).withSidecar(sidecar).load()) {
            for (int i = 0; i < scenes; i++) {
                Scene scene = SceneGenerator.render(firstSeed + i);
                Picture picture = Picture.of(scene.width(), scene.height(), scene.toRgb());
                Subject subject = Subject.of(picture, "scene " + scene.seed(), classifier);
                Explanation explained =
                        new ImageSaliency().explain(classifier, subject, Target.index(scene.classIndex()));
                mistaken += explained.scores().best() == scene.classIndex() ? 0 : 1;
                ObjectMask truth = ObjectMask.of(
                        scene.width(), scene.height(), scene.mask().toArray());
                table.add(MappedPicture.of(explained), truth);
            }
        }
        System.out.printf(
                "%d scenes from seed %d; the model names another class in %d of them%n", scenes, firstSeed, mistaken);
        table.print(System.out);
    }
}
