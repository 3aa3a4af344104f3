package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.core.OneLine;
import dev.fovea.core.ToyModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantFoldingTest {
    private static Graph folded(ToyModel model) {
        return PreparedModel.of(ModelFile.read(model.bytes()), "").graph();
    }

    @Test
    void evaluatesShapeArithmetic() {
        ToyModel model = ToyModel.taking(1, 3, 4, 2).then("Shape").then("Gather", Tensors.ints(0));
        model.output("n", "x").then("Flatten");
        Graph graph =
                PreparedModel.of(ModelFile.read(model.bytes()), model.last()).graph();
        assertThat(graph.nodes()).extracting(Node::op).doesNotContain("Shape", "Gather");
    }

    @Test
    void keepsWhatHangsOnThePicture() {
        Graph graph = folded(ToyModel.taking(-1, 3, 2, 2).then("Relu").then("Flatten"));
        assertThat(graph.nodes()).extracting(Node::op).contains("Relu", "Flatten");
    }

    /** Sizes that would need terabytes are refused before anything is computed. */
    @ParameterizedTest
    @CsvSource({"100000, 100000", "4000000000, 4000000000", "20000, 20000"})
    void refusesConstantsThatNoMachineHolds(long a, long b) {
        ToyModel model = ToyModel.taking(1, 1, 1, 2)
                .then("Flatten")
                .then("Sum", Tensors.floats(ElementType.FLOAT, new long[] {1, 2}, 0, 0));
        Node bomb = new Node("bomb", "ConstantOfShape", List.of("size"), List.of("big"), Attributes.NONE);
        Node mean = new Node("mean", "ReduceMean", List.of("big"), List.of("mean"), Attributes.of("keepdims", 0L));
        Node add = new Node("add", "Add", List.of(model.last(), "mean"), List.of("scores"), Attributes.NONE);
        var proto = model.model().toBuilder();
        proto.getGraphBuilder()
                .addNode(bomb.toProto())
                .addNode(mean.toProto())
                .addNode(add.toProto())
                .addInitializer(Tensors.ints(a, b).toBuilder().setName("size"));
        proto.getGraphBuilder().getOutputBuilder(0).setName("scores");
        OneLine.refuses(
                () -> Classifier.from(proto.build().toByteArray()).load(),
                "makes a tensor 'big'",
                "(" + a + "x" + b + ")",
                "million are computed");
    }
}
