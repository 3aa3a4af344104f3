package dev.fovea.autodiff.graph;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import org.junit.jupiter.api.Test;

class GraphTest {

    @Test
    void sparseWeightsAreRefusedByName() {
        SparseTensorProto sparse = SparseTensorProto.newBuilder()
                .setValues(Tensors.floats(ElementType.FLOAT, new long[] {1}, 2).toBuilder()
                        .setName("w"))
                .build();
        ModelProto model = ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().addSparseInitializer(sparse))
                .build();
        assertThatThrownBy(() -> Graph.of(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'w'")
                .hasMessageContaining("dense");
    }
}
