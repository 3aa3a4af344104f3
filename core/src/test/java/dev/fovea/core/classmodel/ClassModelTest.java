package dev.fovea.core.classmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ClassifierOptions;
import dev.fovea.core.model.Preprocessing;
import dev.fovea.core.model.Presets;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassModelTest {
    private static final ClassModel PLAIN = new ClassModel(20, new Sgd(0.05, Sgd.Norm.RMS));

    /** A model of the architecture fixtures, of pictures 0-1 minus a half, divided by a quarter. */
    static ClassifierOptions fixture(String name) throws URISyntaxException {
        Path model = Path.of(ClassModelTest.class
                .getResource("/dev/fovea/core/architectures/" + name + ".onnx")
                .toURI());
        var unit = Presets.named("unit");
        return Classifier.from(model)
                .withPreprocessing(new Preprocessing(
                        unit.fit(), unit.filter(), unit.channels(), unit.scale(), List.of(0.5), List.of(0.25), "test"));
    }

    /** Columns: preset, steps, by how much the score rises at least. */
    @ParameterizedTest
    @CsvSource({"simonyan, 40, 20", "yosinski, 40, 20", "lucid, 40, 10", "common, 100, 1"})
    void everyPresetRaisesTheScoreOfTheEmbeddedModel(String preset, int steps, double rise) {
        try (Classifier classifier = AscentReferenceTest.embedded().load()) {
            ClassModelResult found =
                    ClassModelPresets.named(preset).withSteps(steps).maximize(classifier, Objective.ofClass("gear"));
            double first = found.course().get(0);
            assertThat(found.score()).isGreaterThan(first + rise);
            assertThat(found.pictureScore()).isGreaterThan(first + rise);
            assertThat(found.complete()).isTrue();
            assertThat(found.picture().width()).isEqualTo(112);
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() throws URISyntaxException {
        ClassModel model = ClassModelPresets.lucid().withSteps(4);
        try (Classifier classifier = fixture("alexnet").load()) {
            ClassModelResult first = model.maximize(classifier, Objective.ofClass(1));
            ClassModelResult again = model.maximize(classifier, Objective.ofClass(1));
            ClassModelResult other = model.withSeed(1).maximize(classifier, Objective.ofClass(1));
            assertThat(again).usingRecursiveComparison().isEqualTo(first);
            assertThat(other.tensor()).isNotEqualTo(first.tensor());
        }
    }

    @Test
    void aLargerLambdaMakesASmallerPicture() throws URISyntaxException {
        try (Classifier classifier = fixture("alexnet").load()) {
            double before = Double.MAX_VALUE;
            for (double lambda : new double[] {0, 0.001, 0.01, 0.05}) {
                float[] values = ClassModelPresets.simonyan(lambda, 6)
                        .withSteps(40)
                        .maximize(classifier, Objective.ofClass(1))
                        .tensor()
                        .values();
                double norm = AdjointTest.dot(values, values);
                assertThat(norm).as("lambda %s", lambda).isLessThan(before);
                before = norm;
            }
        }
    }

    @Test
    void stoppingGivesWhatThereIs() throws URISyntaxException {
        List<String> told = new ArrayList<>();
        try (Classifier classifier = fixture("alexnet").load()) {
            ClassModelResult stopped = PLAIN.maximize(classifier, Objective.ofClass(1), (step, total, score) -> {
                told.add(step + "/" + total);
                return step < 3;
            });
            ClassModelResult three = PLAIN.withSteps(3).maximize(classifier, Objective.ofClass(1));
            assertThat(told).containsExactly("1/20", "2/20", "3/20");
            assertThat(stopped.complete()).isFalse();
            assertThat(stopped.course()).hasSize(3);
            assertThat(stopped.tensor()).isEqualTo(three.tensor());
        }
    }

    /** Stopped at a small octave, the starting picture's detail is there as at the end: a chequerboard stays one. */
    @Test
    void stoppingAtASmallOctaveKeepsTheDetailOfTheStart() throws URISyntaxException {
        int[] chequered = new int[32 * 32];
        for (int i = 0; i < chequered.length; i++) {
            chequered[i] = (i + i / 32) % 2 == 0 ? 0xC0C0C0 : 0x404040;
        }
        Picture board = Picture.of(32, 32, chequered);
        ClassModel dream = ClassModelPresets.deepDream(board)
                .withOptimizer(new Sgd(1e-4, Sgd.Norm.MEAN))
                .withSteps(2);
        try (Classifier classifier = fixture("vgg").load()) {
            ClassModelResult stopped = dream.maximize(classifier, Objective.ofClass(1), (step, total, score) -> false);
            assertThat(stopped.course()).hasSize(1);
            for (int i = 0; i < chequered.length; i++) {
                assertThat(stopped.picture().channel(i % 32, i / 32, 0)).isCloseTo(chequered[i] & 0xFF, within(2));
            }
        }
    }

    /** NHWC, several fixed sizes, and a size that is free. */
    @ParameterizedTest
    @CsvSource({"keras_nhwc, 24, 32", "dynamic_ts, 40, 48", "vgg, 32, 32", "vit_ts, 32, 32"})
    void modelsOfAnyLayoutAreClimbed(String name, int height, int width) throws URISyntaxException {
        try (Classifier classifier = fixture(name).load()) {
            ClassModelResult found =
                    PLAIN.withSize(new ClassModel.Size(height, width)).maximize(classifier, Objective.ofClass(1));
            assertThat(found.score()).isGreaterThan(found.course().get(0));
            assertThat(found.picture().height()).isEqualTo(height);
            assertThat(found.picture().width()).isEqualTo(width);
        }
    }

    @Test
    void aPictureLargerThanTheModelTakesIsClimbed() throws URISyntaxException {
        try (Classifier classifier = fixture("alexnet").load()) {
            ClassModelResult found = PLAIN.withSize(new ClassModel.Size(90, 100))
                    .withOctaves(new Octaves(3, 1.4))
                    .maximize(classifier, Objective.ofClass(1));
            assertThat(found.course()).hasSize(60);
            assertThat(found.score()).isGreaterThan(found.course().get(0));
            assertThat(found.picture().width()).isEqualTo(100);
        }
    }

    @Test
    void octavesGrowToTheFullSize() {
        Octaves octaves = new Octaves(4, 1.4);
        assertThat(new int[] {octaves.side(0, 224), octaves.side(1, 224), octaves.side(2, 224), octaves.side(3, 224)})
                .containsExactly(82, 114, 160, 224);
        assertThat(octaves.side(0, 20)).isEqualTo(16);
    }

    @Test
    void deepDreamStaysOnItsPictureAndExcitesTheLayer() {
        int[] rgb = new int[100 * 80];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (i * 3 % 256) << 16 | (i / 80 * 2) << 8 | 100;
        }
        Picture picture = Picture.of(80, 100, rgb);
        try (Classifier classifier = AscentReferenceTest.embedded().load()) {
            ClassModel dream = ClassModelPresets.deepDream(picture).withSteps(5);
            Objective layer = new Objective.Layer("/conv3/Conv");
            ClassModelResult still =
                    dream.withOptimizer(new Sgd(0, Sgd.Norm.MEAN)).maximize(classifier, layer);
            ClassModelResult found = dream.maximize(classifier, layer);

            assertThat(found.score()).isGreaterThan(1.5 * still.score());
            assertThat(still.picture().toRgb())
                    .as("nothing is lost over the octaves where nothing is climbed")
                    .isEqualTo(classifier
                            .preprocessing()
                            .view(picture, classifier.framing(picture))
                            .toRgb());
            double moved = 0;
            for (int i = 0; i < 112 * 112; i++) {
                moved += Math.abs(found.picture().channel(i % 112, i / 112, 1)
                        - still.picture().channel(i % 112, i / 112, 1));
            }
            assertThat(moved / (112 * 112)).as("mean change in levels").isBetween(2.0, 60.0);
        }
    }

    @Test
    void theTopClassIsTheOneThatLeadsAtTheStart() throws URISyntaxException {
        try (Classifier classifier = fixture("alexnet").load()) {
            ClassModelResult top = PLAIN.maximize(classifier, new Objective.ClassScore(Target.top()));
            Tensor zero = PixelSpace.of(classifier).tensor(Planes.zeros(3, 64, 64));
            int index = classifier.scores(zero).get(0).best();
            assertThat(top.tensor())
                    .isEqualTo(
                            PLAIN.maximize(classifier, Objective.ofClass(index)).tensor());
        }
    }

    @Test
    void stepsThatAreTooLongAreSaid() throws URISyntaxException {
        try (Classifier classifier = fixture("alexnet").load()) {
            assertThatThrownBy(() -> ClassModelPresets.simonyan(100, 1000).maximize(classifier, Objective.ofClass(1)))
                    .isInstanceOf(FoveaException.class);
        }
    }

    @Test
    void aPlotShowsTheCourse() throws URISyntaxException {
        try (Classifier classifier = fixture("alexnet").load()) {
            ClassModelResult found = PLAIN.maximize(classifier, Objective.ofClass(1));
            assertThat(found.plot().curves().get(0).points()).hasSize(21);
            assertThat(found.plot().draw(400, 300).width()).isEqualTo(400);
        }
    }

    @Test
    void unknownPresetsAreSaid() {
        assertThatThrownBy(() -> ClassModelPresets.named("inception"))
                .isInstanceOf(FoveaException.class)
                .hasMessage(
                        "There is no recipe 'inception' for class models; choose one of simonyan, yosinski, lucid, common, deepdream");
    }
}
