package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Counts how often ONNX Runtime changes layouts in optimised gradient graphs: every change is a pass over a map. A number
 * that grows means slower saliency: find out why. A number that shrinks belongs in the table. The counts hold where blocks
 * are of 16 channels, which is with AVX-512.
 */
class ReordersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        // The map of the class comes back as a product of matrices, and is taken into the blocked layout.
        "squeezenet_ts, 45",
        "resnet_ts, 21",
        "mobilenet_v2_ts, 38",
        // Normalization behind a transition stays in the layout of the convolution, which comes after the means.
        "densenet_ts, 40",
        "efficientnet_ts, 22",
        "mobilenet_v3_ts, 58",
    })
    void areNoMoreThanBefore(String fixture, long expected) throws Exception {
        assumeThat(hasBlocksOf16()).isTrue();
        Path model = Path.of(ReordersTest.class
                .getResource("/dev/fovea/core/architectures/" + fixture + ".onnx")
                .toURI());
        PreparedModel prepared = PreparedModel.of(ModelFile.read(model), "");
        Graph derived = GradientGraph.derive(prepared, Score.LOGIT, RuleBook.gradient(), Execution.Precision.SINGLE)
                .graph();
        Path optimised = folder.resolve("optimised.onnx");
        OnnxSession.openSaving(derived, Map.of(), optimised, Execution.DEFAULT).close();
        long reorders = ModelProto.parseFrom(Files.readAllBytes(optimised)).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .filter(op -> op.startsWith("Reorder"))
                .count();
        assertThat(reorders).isEqualTo(expected);
    }

    private static boolean hasBlocksOf16() throws Exception {
        Path info = Path.of("/proc/cpuinfo");
        return Files.isReadable(info) && Files.readString(info).contains(" avx512f ");
    }
}
