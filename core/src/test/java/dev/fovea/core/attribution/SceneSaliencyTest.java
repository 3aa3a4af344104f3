package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.Mask;
import dev.fovea.scenes.Scene;
import dev.fovea.scenes.SceneClasses;
import dev.fovea.scenes.SceneGenerator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Where the plain gradient lies on rendered scenes, whose objects are known to the pixel: the share of the map's mass on
 * the object against the object's share of the area. An even map has a ratio of 1.
 */
class SceneSaliencyTest {
    /** The model card's first test scene; none of them was trained on. */
    private static final long HELD_OUT = 2_000_000;

    private static Classifier classifier;

    @BeforeAll
    static void load() {
        classifier = Classifier.from(EmbeddedModel.model())
                .withSidecar(new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8))
                .load();
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    private static SaliencyMap map(Picture picture, Target target) {
        Subject subject = Subject.of(picture, "scene", classifier);
        return new ImageSaliency().explain(classifier, subject, target).mapOnPicture();
    }

    private static Picture picture(Scene scene) {
        return Picture.of(scene.width(), scene.height(), scene.toRgb());
    }

    /** Share of mass over share of area. */
    private static double ratio(SaliencyMap map, Mask mask) {
        double inside = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                inside += mask.contains(x, y) ? map.at(x, y) : 0;
            }
        }
        return inside / map.sum() / mask.share();
    }

    @Test
    void theDemosMapSitsOnItsObject(TestReporter reporter) {
        Picture demo = new PictureReader().read(EmbeddedModel.demoPicture(), "demo.png");
        Scene scene = SceneGenerator.render(EmbeddedModel.DEMO_SEED);
        Subject subject = Subject.of(demo, "demo", classifier);
        Explanation why = new ImageSaliency().explain(classifier, subject, Target.top());
        assertThat(why.label()).isEqualTo(scene.label());
        SaliencyMap map = why.mapOnPicture();
        double ratio = ratio(map, scene.mask());
        reporter.publishEntry(
                "demo",
                "mass on the object %.3f, area %.3f"
                        .formatted(ratio * scene.mask().share(), scene.mask().share()));
        assertThat(ratio).isGreaterThanOrEqualTo(3);
        RankedPixel strongest = PixelRanking.of(map).at(1);
        assertThat(scene.mask().contains(strongest.x(), strongest.y())).isTrue();
    }

    @Test
    void mapsOfHeldOutScenesSitOnTheirObjects(TestReporter reporter) {
        double sum = 0;
        int right = 0;
        int above = 0;
        for (int i = 0; i < 40; i++) {
            Scene scene = SceneGenerator.render(HELD_OUT + i);
            Subject subject = Subject.of(picture(scene), "scene", classifier);
            Explanation why = new ImageSaliency().explain(classifier, subject, Target.top());
            right += why.selection().index() == scene.classIndex() ? 1 : 0;
            double ratio = ratio(why.mapOnPicture(), scene.mask());
            above += ratio > 1 ? 1 : 0;
            sum += ratio;
        }
        reporter.publishEntry("40 scenes", "mean ratio %.2f, %d classified rightly".formatted(sum / 40, right));
        assertThat(right).isGreaterThanOrEqualTo(38);
        assertThat(above).isGreaterThanOrEqualTo(38);
        assertThat(sum / 40).isGreaterThanOrEqualTo(2);
    }

    /** Two objects side by side: the map of a class lies more on its own object than on the other. */
    @Test
    void theMapsOfAPairTellItsClassesApart(TestReporter reporter) {
        int classes = SceneClasses.labels().size();
        double own = 0;
        double other = 0;
        int won = 0;
        int maps = 0;
        for (int i = 0; i < 20; i++) {
            Scene scene = SceneGenerator.renderPair(HELD_OUT + i, i % classes, (i * 3 + 1 + i / classes) % classes);
            Scene.Subject a = scene.subjects().get(0);
            Scene.Subject b = scene.subjects().get(1);
            if (a.classIndex() == b.classIndex()) {
                continue;
            }
            for (int k = 0; k < 2; k++) {
                Scene.Subject mine = k == 0 ? a : b;
                Scene.Subject theirs = k == 0 ? b : a;
                SaliencyMap map = map(picture(scene), Target.index(mine.classIndex()));
                double here = ratio(map, mine.mask());
                double there = ratio(map, theirs.mask());
                own += here;
                other += there;
                won += here > there ? 1 : 0;
                maps++;
            }
        }
        reporter.publishEntry(
                "pairs",
                "%d maps: mean ratio %.2f on the own object, %.2f on the other; %d on their own"
                        .formatted(maps, own / maps, other / maps, won));
        assertThat(maps).isGreaterThanOrEqualTo(32);
        assertThat(own / maps).isGreaterThanOrEqualTo(2);
        assertThat(own / other).isGreaterThanOrEqualTo(1.5);
        assertThat(won).isGreaterThan(maps * 3 / 4);
    }
}
