package dev.fovea.benchmarks;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.localization.BoundingBox;
import dev.fovea.core.localization.CenteredBox;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.localization.LocalizationError;
import dev.fovea.core.localization.Localizer;
import dev.fovea.core.localization.MappedPicture;
import dev.fovea.core.localization.ObjectMask;
import dev.fovea.core.localization.ThresholdBox;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.Scene;
import dev.fovea.scenes.SceneGenerator;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** Overlaps of one way to localise with the truth, added up. */
    private record Tally(LocalizationError error, double boxes, double masks) {
        private Tally with(double box, double mask) {
            return new Tally(error.with(box), boxes + box, masks + mask);
        }

        private String line(String name) {
            int n = error.pictures();
            return "%-38s error %5.1f %%   mean IoU of boxes %.3f, of masks %.3f"
                    .formatted(name, 100 * error.share(), boxes / n, masks / n);
        }
    }

    public static void main(String[] arguments) {
        int scenes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        long firstSeed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 4_000_000;
        Map<String, Localizer> localizers = localizers();
        Map<String, Tally> tallies = new LinkedHashMap<>();
        localizers.keySet().forEach(name -> tallies.put(name, new Tally(LocalizationError.NONE, 0, 0)));
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
                BoundingBox box = truth.box();
                MappedPicture mapped = MappedPicture.of(explained);
                localizers.forEach((name, localizer) -> {
                    ObjectMask found = localizer.localize(mapped).mask();
                    tallies.computeIfPresent(
                            name, (key, t) -> t.with(found.box().iou(box), found.iou(truth)));
                });
            }
        }
        System.out.printf(
                "%d scenes from seed %d; the model names another class in %d of them%n", scenes, firstSeed, mistaken);
        tallies.forEach((name, tally) -> System.out.println(tally.line(name)));
    }

    private static Map<String, Localizer> localizers() {
        Localization cut = new Localization();
        Map<String, Localizer> all = new LinkedHashMap<>();
        all.put("GraphCut", cut);
        all.put("GraphCut, map not smoothed", cut.withSmoothing(0));
        all.put("threshold 15 %", new ThresholdBox());
        all.put("threshold 25 %, map smoothed by 0.05", new ThresholdBox(0.25, 0.05, Localization.RESOLUTION));
        all.put("centred box, 40 % of the picture", new CenteredBox(0.4));
        return all;
    }
}
