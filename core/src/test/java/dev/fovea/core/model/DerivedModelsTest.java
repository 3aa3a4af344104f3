package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.core.cache.DiskCache;
import dev.fovea.core.model.ArchitectureGradientTest.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache changes how long the first map takes, and nothing else. */
class DerivedModelsTest {
    @TempDir
    private Path temp;

    private static Fixture fixture(String name) throws Exception {
        return ArchitectureGradientTest.fixtures().stream()
                .filter(f -> f.text("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ClassifierOptions cached(Fixture fixture) throws Exception {
        return fixture.options().withCache(new DiskCache(temp.resolve("cache")));
    }

    private Set<String> entries() throws IOException {
        if (!Files.exists(temp.resolve("cache"))) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(temp.resolve("cache"))) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static float[] gradient(ClassifierOptions options, Fixture fixture, Score score, BackwardRule rule)
            throws Exception {
        try (Classifier classifier = options.load()) {
            return classifier
                    .gradients(fixture.input(), List.of(Target.top()), score, rule)
                    .gradient()
                    .values();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet_ts",
                "squeezenet_ts",
                "vit_ts",
                "densenet_ts",
                "qdq_int8",
                "keras_nhwc",
                "several_outputs",
                "uint8_nchw",
                "dynamic_ts"
            })
    void theSameBytesWithAndWithoutIt(String name) throws Exception {
        Fixture fixture = fixture(name);
        float[] without = gradient(fixture.options(), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        float[] first = gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        Set<String> stored = entries();
        float[] second = gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        assertThat(first).isEqualTo(without);
        assertThat(second).isEqualTo(without);
        assertThat(stored).hasSizeBetween(2, 3);
        assertThat(entries()).isEqualTo(stored);
    }

    @Test
    void theOutlineIsThatOfTheModel() throws Exception {
        Fixture fixture = fixture("several_outputs");
        try (Classifier first = cached(fixture).load();
                Classifier second = cached(fixture).load();
                Classifier without = fixture.options().load()) {
            for (Classifier cached : List.of(first, second)) {
                assertThat(cached.input()).isEqualTo(without.input());
                assertThat(cached.head()).isEqualTo(without.head());
                assertThat(cached.classCount()).isEqualTo(without.classCount());
                assertThat(cached.gradientSource()).isEqualTo(without.gradientSource());
            }
        }
    }

    @Test
    void everyScoreAndRuleIsAnotherEntry() throws Exception {
        Fixture fixture = fixture("resnet_ts");
        gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        gradient(cached(fixture), fixture, Score.PROBABILITY, BackwardRule.GRADIENT);
        gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GUIDED);
        assertThat(entries()).hasSize(4);
        assertThat(gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GUIDED))
                .isNotEqualTo(gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT));
    }

    @Test
    void ownRulesAreNotKept() throws Exception {
        Fixture fixture = fixture("resnet_ts");
        gradient(cached(fixture).withRules(RuleBook.gradient()), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        assertThat(entries()).isEmpty();
    }

    /** Something whole but foreign under the right name: found out, and derived anew. */
    @Test
    void foreignContentIsDerivedAnew() throws Exception {
        Fixture fixture = fixture("resnet_ts");
        float[] expected = gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT);
        byte[] model = Files.readAllBytes(Path.of(
                getClass().getResource("/dev/fovea/core/architectures/vgg.onnx").toURI()));
        for (byte[] foreign : List.of(new byte[0], new byte[] {1, 2, 3}, model)) {
            for (String key : keys()) {
                new DiskCache(temp.resolve("cache")).store(key, foreign);
            }
            assertThat(gradient(cached(fixture), fixture, Score.LOGIT, BackwardRule.GRADIENT))
                    .isEqualTo(expected);
        }
    }

    /** The keys, as the entries carry them after checksum and length. */
    private List<String> keys() throws IOException {
        List<String> keys = new ArrayList<>();
        for (String entry : entries()) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(temp.resolve("cache").resolve(entry)));
            byte[] key = new byte[bytes.position(8).getInt()];
            bytes.get(key);
            keys.add(new String(key, StandardCharsets.UTF_8));
        }
        return keys;
    }
}
