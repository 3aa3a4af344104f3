package dev.fovea.benchmarks;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Repeat;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.classmodel.ClassModelPresets;
import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.classmodel.Objective;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.localization.Localization;
import dev.fovea.core.model.BackwardRule;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.core.render.Figure;
import dev.fovea.core.render.Heatmap;
import dev.fovea.core.render.LocalizationFigure;
import dev.fovea.core.render.Panel;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.Scene;
import dev.fovea.scenes.SceneClasses;
import dev.fovea.scenes.SceneGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the pictures of {@code docs/gallery}: the embedded model on rendered scenes, and class models of SqueezeNet, which
 * start from its mean colour. No photograph is involved.
 *
 * <pre>{@code Gallery FOLDER [SQUEEZENET.onnx]}</pre>
 */
public final class Gallery {
    /** Scenes whose objects differ; seeds that the model was not trained on. */
    private static final long[] SCENES = {EmbeddedModel.DEMO_SEED, 6_000_003, 6_000_011, 6_000_005};

    private static final long PAIR = 6_000_021;

    private final Path folder;

    private Gallery(Path folder) {
        this.folder = folder;
    }

    /** Writes all pictures. */
    public static void main(String[] arguments) {
        Gallery gallery = new Gallery(Path.of(arguments[0]));
        String sidecar = new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8);
        try (Classifier classifier =
                Classifier.from(EmbeddedModel.model()).withSidecar(sidecar).load()) {
            gallery.saliency(classifier);
            gallery.rules(classifier);
            gallery.localization(classifier);
            gallery.classes(classifier);
            gallery.recipes(classifier);
            gallery.dream(classifier);
        }
        if (arguments.length > 1) {
            try (Classifier classifier = Classifier.from(Path.of(arguments[1]))
                    .withPreset("imagenet-caffe-bgr")
                    .load()) {
                gallery.squeezeNet(classifier);
            }
        }
    }

    private void write(String name, List<Panel.Tile> tiles) {
        Panel panel = new Panel("", List.of(), tiles, Optional.empty());
        PictureWriter.write(panel.draw(), folder.resolve(name + ".png"));
    }

    private static Picture picture(Scene scene) {
        return Picture.of(scene.width(), scene.height(), scene.toRgb());
    }

    private static Subject subject(Scene scene, Classifier classifier) {
        return Subject.of(picture(scene), "scene " + scene.seed(), classifier);
    }

    /** A scene with two objects, the maps of both, and what averaging does. */
    private void saliency(Classifier classifier) {
        Scene pair = SceneGenerator.renderPair(PAIR, SceneClasses.indexOf("key"), SceneClasses.indexOf("mushroom"));
        Subject subject = subject(pair, classifier);
        ImageSaliency plain = new ImageSaliency();
        List<Panel.Tile> tiles = new ArrayList<>(List.of(new Panel.Tile(picture(pair), "a scene with two objects")));
        for (String label : List.of("key", "mushroom")) {
            Explanation e = plain.explain(classifier, subject, Target.label(label));
            tiles.add(new Panel.Tile(Figure.heatmap(e), "saliency of '%s'".formatted(label)));
        }
        Explanation averaged =
                plain.withRepeat(new Repeat.Noise(50, 0.15)).explain(classifier, subject, Target.label("mushroom"));
        tiles.add(new Panel.Tile(Figure.heatmap(averaged), "'mushroom', mean of 50 noisy copies"));
        write("saliency", tiles);
    }

    /** A scene by the three ways back through ReLUs. */
    private void rules(Classifier classifier) {
        List<Panel.Tile> tiles = new ArrayList<>();
        Scene scene = SceneGenerator.render(EmbeddedModel.DEMO_SEED);
        tiles.add(new Panel.Tile(picture(scene), scene.label()));
        for (BackwardRule rule : BackwardRule.values()) {
            Explanation e = new ImageSaliency()
                    .withRule(rule)
                    .explain(classifier, subject(scene, classifier), Target.index(scene.classIndex()));
            SaliencyMap map = e.mapOnPicture();
            tiles.add(
                    new Panel.Tile(Heatmap.standard(map).draw(map), rule.name().toLowerCase(Locale.ROOT)));
        }
        write("rules", tiles);
    }

    private void localization(Classifier classifier) {
        List<Panel.Tile> tiles = new ArrayList<>();
        for (long seed : SCENES) {
            Scene scene = SceneGenerator.render(seed);
            Explanation e = new ImageSaliency()
                    .explain(classifier, subject(scene, classifier), Target.index(scene.classIndex()));
            tiles.add(new Panel.Tile(
                    new LocalizationFigure().draw(picture(scene), new Localization().localize(e)), scene.label()));
        }
        write("localization", tiles);
    }

    private static Panel.Tile tile(ClassModelResult result, String recipe) {
        return new Panel.Tile(
                result.picture(),
                String.format(Locale.ROOT, "%s, %s: score %.0f", result.name(), recipe, result.pictureScore()));
    }

    private void classes(Classifier classifier) {
        List<Panel.Tile> tiles = new ArrayList<>();
        for (String label : List.of("butterfly", "fish", "leaf", "mushroom")) {
            tiles.add(tile(ClassModelPresets.yosinski().maximize(classifier, Objective.ofClass(label)), "yosinski"));
        }
        write("class-models", tiles);
    }

    private void recipes(Classifier classifier) {
        List<Panel.Tile> tiles = new ArrayList<>();
        for (String recipe : List.of("simonyan", "yosinski", "lucid")) {
            tiles.add(
                    tile(ClassModelPresets.named(recipe).maximize(classifier, Objective.ofClass("umbrella")), recipe));
        }
        write("recipes", tiles);
    }

    /** DeepDream on a scene. */
    private void dream(Classifier classifier) {
        Picture scene = picture(SceneGenerator.render(EmbeddedModel.DEMO_SEED));
        List<Panel.Tile> tiles = new ArrayList<>(List.of(new Panel.Tile(scene, "a scene")));
        for (String layer : List.of("/conv2/Conv", "/conv3/Conv", "/conv4/Conv")) {
            ClassModelResult found =
                    ClassModelPresets.deepDream(scene).maximize(classifier, new Objective.Layer(layer));
            tiles.add(new Panel.Tile(found.picture(), "dreamt by " + layer));
        }
        write("deepdream", tiles);
    }

    /** Indices of ImageNet's classes, as in the data set's list. */
    private void squeezeNet(Classifier classifier) {
        Map<Integer, String> classes = new TreeMap<>(Map.of(99, "goose", 251, "dalmatian"));
        List<Panel.Tile> tiles = new ArrayList<>();
        for (String recipe : List.of("yosinski", "lucid")) {
            classes.forEach((index, label) -> {
                ClassModelResult found = ClassModelPresets.named(recipe).maximize(classifier, Objective.ofClass(index));
                tiles.add(new Panel.Tile(found.picture(), "%s, %s".formatted(label, recipe)));
            });
        }
        write("squeezenet", tiles);
    }
}
