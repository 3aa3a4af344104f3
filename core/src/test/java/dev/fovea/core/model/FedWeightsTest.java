package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.ToyModel;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FedWeightsTest {
    private static final int ROWS = 3000;
    private static final int COLUMNS = 3 * 31 * 31;

    /** Just over 32 MB. */
    private static TensorProto huge() {
        ByteBuffer raw = ByteBuffer.allocate(4 * ROWS * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            raw.putFloat((float) Math.sin(i) / 50);
        }
        return TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(ROWS)
                .addDims(COLUMNS)
                .setRawData(ByteString.copyFrom(raw.flip()))
                .build();
    }

    private static ToyModel flat() {
        return ToyModel.taking(-1, 3, 31, 31).then("Flatten");
    }

    private static ModelFile multiplied() {
        return ModelFile.read(flat().then("Gemm", Attributes.of("transB", 1L), huge())
                .then("Tanh")
                .dense(2, ToyModel.numbers(2 * ROWS, 3), 0.1, 0.2)
                .bytes());
    }

    @Test
    void hugeMatricesAreInputs() {
        Graph graph = multiplied().graph();
        FedWeights fed = FedWeights.of(graph);
        assertThat(fed.matrices()).hasSize(1);
        assertThat(fed.graph().inputs()).hasSize(2);
        assertThat(fed.graph().constants().keySet())
                .doesNotContainAnyElementsOf(fed.matrices().keySet());
    }

    @Test
    void whatOtherOperatorsReadStaysAConstant() {
        Graph graph = ModelFile.read(
                        flat().then("Gemm", Attributes.of("transB", 1L), huge()).bytes())
                .graph();
        Graph read = graph.withOutputs(
                List.of(graph.outputs().get(0), graph.nodes().get(1).input(1)));
        assertThat(FedWeights.of(read).matrices()).isEmpty();
        assertThat(FedWeights.of(ModelFile.read(flat().then("Gemm", Attributes.of("transB", 1L), small())
                                        .bytes())
                                .graph())
                        .matrices())
                .isEmpty();
    }

    private static TensorProto small() {
        return Tensors.floats(ElementType.FLOAT, new long[] {2, COLUMNS}, new double[2 * COLUMNS]);
    }

    @Test
    void scoresAndGradientsAreThoseOfTheModel() {
        float[] values = new float[2 * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(0.1 * i);
        }
        Tensor pictures = new Tensor(new long[] {2, 3, 31, 31}, values);
        try (Classifier classifier =
                Classifier.from(multiplied().model().toByteArray()).load()) {
            GradientCheck check = GradientCheck.run(classifier, pictures.row(0), Target.index(1), Score.LOGIT, 2, 1);
            assertThat(check.passed()).as("%s", check.directions()).isTrue();
            assertThat(classifier.scores(pictures)).hasSize(2);
        }
    }
}
