package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.canonical.Sketch;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChosenChannelsTest {

    /** Three of 24 classes for each picture; one of them may be named twice. */
    private static Graph chosen(Sketch model, int batch) {
        long[] at = {5, 0, 0, 23, 7, 5, 11, 12, 11};
        return model.constant(
                        "at", Tensors.integers(ElementType.INT64, new long[] {batch, 3}, Arrays.copyOf(at, 3 * batch)))
                .node("GatherElements", "scores at", "picked", "axis", 1)
                .outputs("picked")
                .graph();
    }

    private static void check(Sketch model, int batch, int scattered) throws Exception {
        Graph lowered = SameGradient.check(Lowering.cpu(), chosen(model, batch), model.values(), List.of("x"));
        assertThat(SameGradient.count(lowered, "ScatterElements")).isEqualTo(scattered);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 3", "1, 1", "1, 2", "1, 3"})
    void needOnlyTheirRowsOfTheLastMatrix(int turned, int batch) throws Exception {
        Sketch gemm = Sketch.at(18).input("x", batch, 10).constant("b", 24);
        gemm.constant("w", turned == 1 ? new long[] {24, 10} : new long[] {10, 24})
                .node("Gemm", "x w b", "scores", "transB", turned);
        check(gemm, batch, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void needOnlyTheirColumnsOfAProduct(int batch) throws Exception {
        Sketch product = Sketch.at(18)
                .input("x", batch, 10)
                .constant("w", 10, 24)
                .constant("b", 24)
                .node("MatMul", "x w", "xw")
                .node("Add", "xw b", "scores");
        check(product, batch, 0);
    }

    /** As in distilled transformers. */
    @Test
    void needOnlyTheirRowsOfTwoMatricesWhoseScoresAreAveraged() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 10)
                .constant("v", 24, 10)
                .constant("w", 24, 10)
                .scalar("two", 2)
                .node("Gemm", "x v", "first", "transB", 1)
                .node("Gemm", "x w", "second", "transB", 1)
                .node("Add", "first second", "sum")
                .node("Div", "sum two", "scores");
        check(s, 2, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void needOnlyTheirMapsOfALastConvolution(int batch) throws Exception {
        check(
                convolved(batch)
                        .node("Relu", "y", "passing")
                        .node("GlobalAveragePool", "passing", "mean")
                        .node("Flatten", "mean", "scores"),
                batch,
                0);
        check(convolved(batch).node("GlobalAveragePool", "y", "mean").node("Flatten", "mean", "scores"), batch, 0);
    }

    /** Its 1x1 convolution makes a map for each class. */
    private static Sketch convolved(int batch) {
        return Sketch.at(18)
                .input("x", batch, 16, 5, 4)
                .constant("w", 24, 16, 1, 1)
                .constant("b", 24)
                .node("Conv", "x w b", "y");
    }

    @Test
    void needOnlyTheirPlacesOfAConvolutionBehindPooling() throws Exception {
        Sketch s = Sketch.at(18)
                .input("x", 2, 16, 5, 4)
                .constant("w", 24, 16, 1, 1)
                .node("GlobalAveragePool", "x", "mean")
                .node("Conv", "mean w", "y")
                .node("Flatten", "y", "scores");
        check(s, 2, 0);
    }

    @Test
    void leaveAloneWhatHangsOnAllClasses() throws Exception {
        Sketch softmax = Sketch.at(18)
                .input("x", 2, 10)
                .constant("w", 10, 24)
                .node("MatMul", "x w", "logits")
                .node("Softmax", "logits", "scores", "axis", 1);
        check(softmax, 2, 1);
        Sketch wide = Sketch.at(18)
                .input("x", 2, 16, 5, 4)
                .constant("w", 24, 16, 3, 3)
                .node("Conv", "x w", "y")
                .node("GlobalAveragePool", "y", "mean")
                .node("Flatten", "mean", "scores");
        check(wide, 2, 1);
    }
}
