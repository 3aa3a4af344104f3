package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.Fit;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.SceneClasses;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SidecarTest {
    /** Single quotes in place of double ones. */
    private static Sidecar parse(String json) {
        return Sidecar.parse(json.replace('\'', '"'), "m.fovea.json");
    }

    @Test
    void readsTheDocumentedExample() {
        Sidecar read = parse("{'preprocessing': {'channels': 'RGB', 'resize': {'mode': 'shorter-side', 'size': 256,"
                + " 'filter': 'bilinear'}, 'crop': 224, 'scale': 0.00392156862745098, 'mean': [0.485, 0.456, 0.406],"
                + " 'std': [0.229, 0.224, 0.225]}, 'labels': ['cat', 'dog']}");
        assertThat(read.preprocessing())
                .contains(new Preprocessing(
                        new ShorterSide(256, 224),
                        Resampling.BILINEAR,
                        Channels.RGB,
                        0.00392156862745098,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225),
                        "m.fovea.json"));
        assertThat(read.labels().names()).containsExactly("cat", "dog");
    }

    @Test
    void readsTheEmbeddedModels() {
        Sidecar read = Sidecar.parse(new String(EmbeddedModel.sidecar(), StandardCharsets.UTF_8), "scenes");
        assertThat(read.labels().names()).isEqualTo(SceneClasses.labels());
        assertThat(read.preprocessing().orElseThrow().fit()).isEqualTo(new Squash(112, 112));
        assertThat(read.preprocessing().orElseThrow().std()).containsExactly(0.25, 0.25, 0.25);
    }

    static Stream<Arguments> fits() {
        return Stream.of(
                Arguments.of("{}", new Squash(0, 0)),
                Arguments.of("{'resize': {'mode': 'none'}}", new Squash(0, 0)),
                Arguments.of("{'resize': {'mode': 'squash', 'size': [96, 64]}}", new Squash(96, 64)),
                Arguments.of("{'resize': {'mode': 'squash', 'size': 96}}", new Squash(96, 96)),
                Arguments.of("{'resize': {'mode': 'shorter-side'}}", new ShorterSide(0, 0)),
                Arguments.of(
                        "{'resize': {'mode': 'shorter-side', 'size': 256}, 'crop': null}", new ShorterSide(256, 0)));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void readsEveryFit(String preprocessing, Fit fit) {
        assertThat(parse("{'preprocessing': " + preprocessing + "}")
                        .preprocessing()
                        .orElseThrow()
                        .fit())
                .isEqualTo(fit);
    }

    @Test
    void namesAPreset() {
        assertThat(parse("{'preprocessing': 'imagenet'}").preprocessing())
                .contains(Presets.named("imagenet").from("m.fovea.json"));
    }

    @Test
    void maySayNothing() {
        for (String json : List.of("{}", "{'preprocessing': null, 'labels': null}", "")) {
            assertThat(parse(json).preprocessing()).isEmpty();
            assertThat(parse(json).labels()).isEqualTo(Labels.NONE);
        }
    }

    @Test
    void readsLabelsByIndex() {
        assertThat(parse("{'labels': {'1': 'dog', '0': 'cat'}}").labels().names())
                .containsExactly("cat", "dog");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{'preprocessing': 'torch'}; There is no preprocessing preset 'torch'",
                "{'preprocessing': 7}; 'preprocessing' is neither the name of a preset nor an object",
                "{'preprocessing': {'resize': {'mode': 'longer'}}}; resize mode 'longer' is not known",
                "{'preprocessing': {'resize': {'filter': 'cubic'}}}; 'cubic' is not one of [NEAREST, BILINEAR",
                "{'preprocessing': {'channels': 'CMYK'}}; 'CMYK' is not one of [RGB, BGR, GREY]",
                "{'preprocessing': {'mean': 'half'}}; 'half' is not a number or a list of numbers",
                "{'preprocessing': {'mean': [0.5, 'x', 0.5]}}; 'x' is not a number or a list of numbers",
                "{'preprocessing': {'std': [0.5, 0, 0.5]}}; divides by zero",
                "{'preprocessing': {'scale': '1/255'}}; '1/255' is not a number",
                "{'preprocessing': {'maen': [0.5]}}; does not know 'maen'",
                "{'preprocessing': {'resize': {'side': 9}}}; does not know 'side'",
                "{'labels': 'cat'}; 'labels' is neither a list nor an object",
                "[1, 2]; is not a JSON object",
                "{'labels': [; is not valid JSON"
            })
    void saysWhatIsWrong(String json, String why) {
        OneLine.refuses(() -> parse(json), why);
    }
}
