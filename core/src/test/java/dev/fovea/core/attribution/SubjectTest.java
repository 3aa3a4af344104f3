package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureLimits;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Npy;
import dev.fovea.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {
    @TempDir
    private Path folder;

    private static Classifier classifier;

    @BeforeAll
    static void load() {
        classifier = Classifier.from(ToyModel.taking(-1, 3, 2, 4)
                        .then("Flatten")
                        .dense(2, ToyModel.numbers(48, 1), 0, 0)
                        .bytes())
                .withPreset("unit")
                .load();
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    private static Tensor tensor(int... shape) {
        int count = 1;
        long[] sizes = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            sizes[i] = shape[i];
            count *= shape[i];
        }
        return new Tensor(sizes, new float[count]);
    }

    @ParameterizedTest
    @CsvSource({"cat.png, cat", "a.b.png, a.b", "noending, noending"})
    void isNamedAfterItsFile(String file, String name) throws IOException {
        Path path = Files.write(folder.resolve(file), PictureWriter.toPng(Picture.of(8, 2, new int[16])));
        Subject read = Subject.read(path, classifier);
        assertThat(read.name()).isEqualTo(name);
        assertThat(read.picture().width()).isEqualTo(8);
        assertThat(read.tensor().shape()).containsExactly(1, 3, 2, 4);
        assertThat(read.framing().resizedWidth()).isEqualTo(4);
        assertThat(read.width(classifier)).isEqualTo(4);
        assertThat(read.height(classifier)).isEqualTo(2);
    }

    @Test
    void isTheTensorOfANpyFile() throws IOException {
        Path path = Files.write(folder.resolve("x.NPY"), Npy.toBytes(tensor(1, 3, 2, 4)));
        Subject read = Subject.read(path, classifier);
        assertThat(read.name()).isEqualTo("x");
        assertThat(read.picture()).isNull();
        assertThat(read.framing()).isNull();
        assertThat(read.tensor()).isEqualTo(tensor(1, 3, 2, 4));
    }

    @Test
    void mustFitTheModel() throws IOException {
        OneLine.refuses(
                () -> Subject.of(tensor(1, 3, 4, 2), "x", classifier),
                "'x' has shape 1x3x4x2, the model takes Nx3x2x4 (NCHW)");
        OneLine.refuses(
                () -> Subject.of(tensor(2, 3, 2, 4), "x", classifier),
                "'x' holds 2 pictures, expected one (first axis 1)");
        OneLine.refuses(() -> Subject.of(tensor(0, 3, 2, 4), "x", classifier), "'x' holds 0 pictures");
        Tensor nan = tensor(1, 3, 2, 4);
        nan.values()[7] = Float.NaN;
        OneLine.refuses(() -> Subject.of(nan, "x", classifier), "'x' holds NaN or infinite values");
        Path text = Files.writeString(folder.resolve("cat.jpg"), "no picture");
        OneLine.refuses(() -> Subject.read(text, classifier), "cat.jpg");
        OneLine.refuses(() -> Subject.read(folder.resolve("none.png"), classifier), "none.png");
    }

    @Test
    void staysWithinTheLimits() throws IOException {
        Path path = Files.write(folder.resolve("big.png"), PictureWriter.toPng(Picture.of(100, 100, new int[10_000])));
        OneLine.refuses(
                () -> Subject.read(path, classifier, PictureLimits.DEFAULT.withMaxPixels(9_999)),
                "big.png",
                "it is 100 x 100, the limit is 9,999 pixels");
    }

    @Test
    void aTensorHasNoPreprocessing() {
        try (Classifier bare = Classifier.from(ToyModel.taking(1, 3, 2, 4)
                        .then("Flatten")
                        .dense(2, ToyModel.numbers(48, 1), 0, 0)
                        .bytes())
                .load()) {
            Subject subject = Subject.of(tensor(1, 3, 2, 4), "x", bare);
            Explanation why = new ImageSaliency().explain(bare, subject, Target.top());
            assertThat(why.mapOnPicture()).isSameAs(why.map());
            OneLine.refuses(
                    () -> Subject.of(Picture.of(1, 1, new int[1]), "p", bare), "Nothing says how", "name a preset");
        }
    }

    /** The map lies on the picture as the framing says: what the model did not see is zero. */
    @Test
    void theMapGoesBackOntoThePicture() {
        try (Classifier centre = Classifier.from(ToyModel.taking(1, 3, 4, 4)
                        .then("Flatten")
                        .dense(2, ToyModel.numbers(96, 1), 0, 0)
                        .bytes())
                .withPreset("clip")
                .load()) {
            Subject wide = Subject.of(Picture.of(16, 8, new int[128]), "wide", centre);
            Explanation why = new ImageSaliency().explain(centre, wide, Target.top());
            SaliencyMap map = why.mapOnPicture();
            assertThat(map.width()).isEqualTo(16);
            assertThat(map.height()).isEqualTo(8);
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 16; x++) {
                    boolean seen = x >= 4 && x < 12;
                    assertThat(map.at(x, y) > 0).as("%d, %d", x, y).isEqualTo(seen);
                }
            }
            assertThat(why.ranking().size()).isEqualTo(16);
        }
    }
}
