package dev.fovea.core.inside;

import static dev.fovea.autodiff.graph.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.FoveaException;
import dev.fovea.core.SharedData;
import dev.fovea.core.ToyModel;
import dev.fovea.core.model.Classifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
    private static final TensorProto WEIGHTS = Tensors.floats(FLOAT, new long[] {2, 3, 2, 2}, ToyModel.numbers(24, 7));

    private static Classifier scored(ToyModel net) {
        return Classifier.from(net.then("GlobalAveragePool").then("Flatten").bytes())
                .load();
    }

    @Test
    void theFirstConvolutionsWeightsComeAsTheyAre() {
        double[] expected = ToyModel.numbers(24, 7);
        try (Classifier net = scored(ToyModel.taking(1, 3, 8, 8).then("Relu").then("Conv", WEIGHTS))) {
            Filters filters = Filters.first(net);
            assertThat(new int[] {filters.count(), filters.channels(), filters.height(), filters.width()})
                    .containsExactly(2, 3, 2, 2);
            assertThat(filters.at(1, 2, 0, 1)).isEqualTo((float) expected[12 + 8 + 1]);
            assertThat(filters.largest(0)).isEqualTo((float) java.util.Arrays.stream(expected)
                    .limit(12)
                    .map(Math::abs)
                    .max()
                    .orElseThrow());
        }
    }

    @Test
    void picturesWithChannelsLastHaveTheSameFilters() {
        ToyModel net = ToyModel.taking(1, 8, 8, 3)
                .then("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}))
                .then("Conv", WEIGHTS);
        try (Classifier last = scored(net);
                Classifier first = scored(ToyModel.taking(1, 3, 8, 8).then("Conv", WEIGHTS))) {
            assertThat(Filters.first(last).at(1, 2, 1, 1))
                    .isEqualTo(Filters.first(first).at(1, 2, 1, 1));
        }
    }

    @Test
    void aModelWithoutConvolutionIsRefusedInOneLine() {
        byte[] mlp = ToyModel.taking(1, 1, 4, 4)
                .then("Flatten")
                .dense(2, ToyModel.numbers(32, 1), 0, 0)
                .bytes();
        try (Classifier net = Classifier.from(mlp).load()) {
            assertThatThrownBy(() -> Filters.first(net))
                    .isInstanceOf(FoveaException.class)
                    .hasMessageMatching(
                            "The model '.*' has no convolution over the picture; its first weights are those of '.*' \\(Gemm\\).*");
        }
    }

    /** Dequantised weights are those of the same network before quantisation, to a step of an eight-bit integer. */
    @ParameterizedTest
    @CsvSource({"mobilenetv2_int8.onnx, mobilenetv2_fp32.onnx", "squeezenet_fp16.onnx, squeezenet_fp32.onnx"})
    void quantisedWeightsAreDequantised(String quantised, String plain) {
        try (Classifier a = Classifier.load(SharedData.path("data/models/" + quantised));
                Classifier b = Classifier.load(SharedData.path("data/models/" + plain))) {
            Filters first = Filters.first(a);
            Filters second = Filters.first(b);
            assertThat(first.count()).isEqualTo(second.count());
            for (int f = 0; f < first.count(); f++) {
                assertThat(first.at(f, 1, 0, 2)).isCloseTo(second.at(f, 1, 0, 2), within(second.largest(f) / 64));
            }
        }
    }
}
