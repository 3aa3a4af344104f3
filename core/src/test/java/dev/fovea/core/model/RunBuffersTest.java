package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.core.ToyModel;
import dev.fovea.core.tensor.Tensor;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunBuffersTest {
    private static Tensor row(float... values) {
        return new Tensor(new long[] {1, values.length}, values);
    }

    /** Runs {@code x * x} and {@code sqrt(x * x)}. */
    private record Squares(OnnxSession session, String square, String size) implements AutoCloseable {
        static Squares open() {
            ToyModel model = ToyModel.taking(-1, -1);
            model.join("Mul", Attributes.NONE, "x");
            String square = model.last();
            model.output("square", square).then("Sqrt");
            return new Squares(
                    OnnxSession.open(ModelFile.read(model.bytes()).graph(), Execution.DEFAULT), "square", model.last());
        }

        Map<String, Tensor> of(Tensor x) {
            return session.run(Map.of("x", x), Set.of(square, size));
        }

        @Override
        public void close() {
            session.close();
        }
    }

    @Test
    void aRunDoesNotChangeWhatEarlierOnesGave() {
        try (Squares squares = Squares.open()) {
            List<Tensor> found = IntStream.range(0, 4)
                    .mapToObj(i -> squares.of(row(i, 2)).get("square"))
                    .toList();
            assertThat(found).containsExactly(row(0, 4), row(1, 4), row(4, 4), row(9, 4));
        }
    }

    @Test
    void shapesMayChangeFromRunToRun() {
        try (Squares squares = Squares.open()) {
            for (int repeat = 0; repeat < 3; repeat++) {
                assertThat(squares.of(row(-1, 2, -3))).containsValues(row(1, 4, 9), row(1, 2, 3));
                assertThat(squares.of(row(-5))).containsValues(row(25), row(5));
                Tensor two = new Tensor(new long[] {2, 1}, new float[] {-3, 4});
                assertThat(squares.of(two).get(squares.size()))
                        .isEqualTo(new Tensor(new long[] {2, 1}, new float[] {3, 4}));
            }
        }
    }

    @Test
    void runsAtTheSameTimeHaveMemoryOfTheirOwn() {
        try (Squares squares = Squares.open()) {
            List<Float> found = IntStream.range(0, 400)
                    .parallel()
                    .mapToObj(i -> squares.of(row(-i)).get(squares.size()).values()[0])
                    .toList();
            assertThat(found)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 400).mapToObj(i -> (float) i).toList());
        }
    }

    @Test
    void resultsAreWrittenIntoMemoryKeptFromTheFirstRunOn() {
        try (Squares squares = Squares.open()) {
            assertThat(squares.session().kept()).isEmpty();
            squares.of(row(1, 2));
            assertThat(squares.session().kept()).containsExactlyInAnyOrder(squares.square(), squares.size());
            squares.of(row(3, 4));
            assertThat(squares.session().kept()).containsExactlyInAnyOrder(squares.square(), squares.size());
        }
    }

    /** Java counts its buffers outside of the heap; runs after the second, when the shapes are known, add none. */
    @Test
    void laterRunsTakeNoMoreMemory() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        try (Squares squares = Squares.open()) {
            squares.of(row(1, 2));
            squares.of(row(3, 4));
            long before = direct.getCount();
            for (int i = 0; i < 20; i++) {
                squares.of(row(i, i));
            }
            assertThat(direct.getCount()).isLessThanOrEqualTo(before);
        }
    }

    /** The positive numbers: as many as there are. */
    @Test
    void theShapeOfAnOutputMayHangOnTheValues() {
        ToyModel model = ToyModel.taking(1, 4).then("Relu").then("NonZero");
        model.then("Cast", Attributes.of("to", 1L));
        try (OnnxSession session =
                OnnxSession.open(ModelFile.read(model.bytes()).graph(), Execution.DEFAULT)) {
            for (float[] values : new float[][] {{1, 0, 2, 3}, {1, 2, 3, 4}, {0, 0, 0, 7}, {0, 0, 0, 0}}) {
                long positive = Arrays.stream(new double[] {values[0], values[1], values[2], values[3]})
                        .filter(v -> v > 0)
                        .count();
                assertThat(session.run(Map.of("x", row(values)), Set.of(model.last()))
                                .get(model.last())
                                .shape())
                        .containsExactly(2, positive);
            }
        }
    }

    @Test
    void veryLargeOutputsAreNotKept() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        RunBuffers.Layout layout = RunBuffers.Layout.of(Map.of("x", row(1, 2)), Set.of("small", "large"));
        try (RunBuffers buffers = new RunBuffers(environment, layout)) {
            buffers.put("x", row(1, 2), OnnxJavaType.FLOAT);
            buffers.keep("small", new long[] {4, 4});
            buffers.keep("large", new long[] {1 << 20, 17});
            assertThat(buffers.inputs()).containsOnlyKeys("x");
            assertThat(buffers.outputs()).containsOnlyKeys("small");
            assertThat(buffers.dropOutputs()).isTrue();
            buffers.keep("small", new long[] {4, 4});
            assertThat(buffers.outputs()).isEmpty();
        }
    }
}
