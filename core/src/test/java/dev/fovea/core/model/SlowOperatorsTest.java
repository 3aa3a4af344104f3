package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Node;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Counts the nodes of slow kinds in the lowered gradient graphs of some fixtures. A number that grows means slower
 * saliency: find out why. A number that shrinks belongs in the table. The fixtures are narrow; of feature maps with less
 * than 16 channels pooling is not lowered, as ONNX Runtime's blocked layout does not take them, and of each convolution
 * with a stride the phases are put together by three Transposes, which together take less time than a DepthToSpace.
 */
class SlowOperatorsTest {

    @ParameterizedTest
    @CsvSource({
        // Of the rows of the classes that are asked for two Transposes, which are fused.
        "squeezenet_ts, 'MaxPool with indices=1, ScatterElements=1, Transpose=16'",
        "resnet_ts, 'MaxPool with indices=1, ScatterElements=1, Transpose=15'",
        "mobilenet_v2_ts, Transpose=18",
        "densenet_ts, 'MaxPool with indices=1, ScatterElements=1, Transpose=3'",
        "efficientnet_ts, Transpose=13",
        "mobilenet_v3_ts, 'Transpose=18, Where=10'",
        "convnext_ts, Transpose=59",
        "deit, Transpose=25",
        "maxvit, Transpose=81",
    })
    void areNoMoreThanBefore(String fixture, String expected) throws Exception {
        Path model = Path.of(SlowOperatorsTest.class
                .getResource("/dev/fovea/core/architectures/" + fixture + ".onnx")
                .toURI());
        PreparedModel prepared = PreparedModel.of(ModelFile.read(model), "");
        Map<String, Long> found =
                GradientGraph.derive(prepared, Score.LOGIT, RuleBook.gradient(), Execution.Precision.SINGLE)
                        .graph()
                        .nodes()
                        .stream()
                        .map(SlowOperatorsTest::kind)
                        .filter(k -> !k.isEmpty())
                        .collect(Collectors.groupingBy(k -> k, TreeMap::new, Collectors.counting()));
        assertThat(found.toString()).isEqualTo("{" + expected + "}");
    }

    /** What is slow about a node; empty if nothing is. */
    private static String kind(Node node) {
        return switch (node.op()) {
            case "ConvTranspose", "Where", "ScatterElements", "GatherElements", "NonZero", "Transpose" -> node.op();
            case "MaxPool" -> node.outputs().size() > 1 ? "MaxPool with indices" : "";
            default -> "";
        };
    }
}
