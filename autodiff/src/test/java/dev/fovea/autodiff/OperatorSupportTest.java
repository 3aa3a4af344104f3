package dev.fovea.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.OperatorSupport.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator that ONNX Runtime runs is differentiated, expanded, without a slope, or refused with a reason. */
class OperatorSupportTest {

    static List<String> operators() throws IOException {
        try (InputStream in = Objects.requireNonNull(OperatorSupportTest.class.getResourceAsStream("operators.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(name -> name.startsWith("ai.onnx.ml.") ? name : name.replaceFirst("^ai\\.onnx\\.", ""))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void hasAnAnswer(String operator) {
        assertThat(OperatorSupport.of(operator)).as(operator).isPresent().hasValueSatisfying(support -> {
            if (support.kind() == Kind.REFUSED) {
                assertThat(support.reason()).isNotBlank();
            } else {
                assertThat(support.reason()).isEmpty();
            }
        });
    }

    @Test
    void theListIsThere() throws IOException {
        assertThat(operators()).hasSizeGreaterThan(300).contains("Conv", "com.microsoft.FusedConv");
    }

    /** No name is written wrong, and none is refused that has a rule. */
    @Test
    void whatIsNamedExistsAndHasNoRule() throws IOException {
        TreeSet<String> unknown = new TreeSet<>(OperatorSupport.named());
        unknown.removeAll(operators());
        assertThat(unknown).as("named, but no operator of ONNX Runtime").isEmpty();
        TreeSet<String> both = new TreeSet<>(OperatorSupport.named());
        both.retainAll(RuleBook.gradient().operators());
        assertThat(both).as("refused or without slope, and with a rule").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Conv, DIFFERENTIABLE",
        "com.microsoft.FusedConv, EXPANDED",
        "QLinearConv, EXPANDED",
        "Upsample, EXPANDED",
        "ArgMax, NOT_DIFFERENTIABLE",
        "LSTM, REFUSED",
        "RandomNormal, REFUSED",
        "com.microsoft.nchwc.Conv, REFUSED"
    })
    void isWhatItIs(String operator, Kind kind) {
        assertThat(OperatorSupport.of(operator).orElseThrow().kind()).isEqualTo(kind);
    }

    @Test
    void anotherToolsOperatorIsUnknown() {
        assertThat(OperatorSupport.of("org.example.Swirl")).isEmpty();
    }
}
