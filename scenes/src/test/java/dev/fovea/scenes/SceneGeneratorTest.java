package dev.fovea.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SceneGeneratorTest {
    /** If the drawing changes, the embedded model must be trained again: these hashes are its data. */
    @ParameterizedTest
    @CsvSource({
        "0, 927234a166fda392",
        "1, 4336641dba347f5d",
        "42, 232096dd937f4671",
        "-7, ddd0d1d367d5d677",
        "1000000, 524963a3097d736a",
        "2000000, a51a1059a2880e86",
    })
    void sameSeedSameBytes(long seed, String sha256Start) {
        assertThat(hash(SceneExport.bytes(SceneGenerator.render(seed)))).startsWith(sha256Start);
    }

    static IntStream classes() {
        return IntStream.range(0, SceneClasses.labels().size());
    }

    @ParameterizedTest
    @MethodSource("classes")
    void everyClassShowsEnoughOfItself(int classIndex) {
        for (long seed = 0; seed < 12; seed++) {
            Scene scene = SceneGenerator.render(seed, classIndex);
            assertThat(scene.classIndex()).isEqualTo(classIndex);
            assertThat(scene.label()).isEqualTo(SceneClasses.labels().get(classIndex));
            assertThat(scene.seed()).isEqualTo(seed);
            assertThat(scene.mask().share()).isBetween(0.08, 0.3);
        }
    }

    @Test
    void theSeedAloneChoosesTheClass() {
        int[] counts = new int[SceneClasses.labels().size()];
        for (long seed = 0; seed < 100; seed++) {
            Scene scene = SceneGenerator.render(seed);
            counts[scene.classIndex()]++;
            if (seed < 5) {
                assertThat(SceneGenerator.render(seed, scene.classIndex()).toRgb())
                        .isEqualTo(scene.toRgb());
            }
        }
        assertThat(counts).doesNotContain(0);
    }

    @Test
    void objectsLieAnywhere() {
        double left = 1;
        double right = 0;
        for (long seed = 0; seed < 30; seed++) {
            double x = centreX(SceneGenerator.render(seed).mask());
            left = Math.min(left, x);
            right = Math.max(right, x);
        }
        assertThat(left).isLessThan(0.35);
        assertThat(right).isGreaterThan(0.65);
    }

    @Test
    void pairsShowBothObjectsApart() {
        for (long seed = 0; seed < 10; seed++) {
            int first = (int) seed;
            int second = (first + 3) % 10;
            Scene scene = SceneGenerator.renderPair(seed, first, second);
            assertThat(scene.subjects()).extracting(Scene.Subject::classIndex).containsExactly(first, second);
            Mask a = scene.subjects().get(0).mask();
            Mask b = scene.subjects().get(1).mask();
            assertThat(a.share()).isBetween(0.03, 0.16);
            assertThat(b.share()).isBetween(0.03, 0.16);
            assertThat(IntStream.range(0, 112 * 112).filter(i -> a.toArray()[i] && b.toArray()[i]))
                    .isEmpty();
        }
    }

    @Test
    void unknownClassesAreRefused() {
        assertThatThrownBy(() -> SceneGenerator.render(1, 10)).hasMessageContaining("choose 0 to 9");
        assertThatThrownBy(() -> SceneClasses.indexOf("unicorn")).hasMessageContaining("mushroom");
    }

    private static double centreX(Mask mask) {
        double sum = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                sum += mask.contains(x, y) ? x : 0;
            }
        }
        return sum / mask.count() / mask.width();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
