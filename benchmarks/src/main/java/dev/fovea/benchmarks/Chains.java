package dev.fovea.benchmarks;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Emitter;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.Arrays;
import java.util.List;

/** Classifiers made of many small layers, to see what grows with their number. */
final class Chains {
    private Chains() {}

    /** A chain of so many operators, with skip connections, between a picture of 3x32x32 and ten scores. */
    static Graph ofNodes(int count) {
        ModelProto shell = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .build();
        Emitter to = new Emitter("net");
        Value x = new Value("picture", ElementType.FLOAT, Shape.of(1, 3, 32, 32));
        Value y = to.op("Conv", padded(), x, weights(to, 16, 3));
        Value skip = y;
        for (int i = 0; i < count - 4; i++) {
            switch (i % 5) {
                case 0 -> {
                    skip = y;
                    y = to.op("Conv", padded(), y, weights(to, 16, 16));
                }
                case 1 -> y = to.op("Relu", y);
                case 2 -> y = to.op("Sigmoid", y);
                case 3 -> y = to.mul(y, skip);
                default -> y = to.add(y, skip);
            }
        }
        Value means = to.op("GlobalAveragePool", y);
        Value scores = to.op("Flatten", to.op("Conv", means, weights(to, 10, 16, 1)));
        return Graph.of(shell)
                .plus(to.nodes(), to.constants())
                .plusInputs(List.of(x))
                .withOutputs(List.of(scores.name()));
    }

    private static Attributes padded() {
        return Attributes.of("pads", new long[] {1, 1, 1, 1});
    }

    private static Value weights(Emitter to, int out, int in) {
        return weights(to, out, in, 3);
    }

    private static Value weights(Emitter to, int out, int in, int size) {
        double[] values = new double[out * in * size * size];
        Arrays.setAll(values, i -> Math.sin(i) / Math.sqrt(in * size * size));
        return to.constant(Tensors.floats(ElementType.FLOAT, new long[] {out, in, size, size}, values));
    }
}
