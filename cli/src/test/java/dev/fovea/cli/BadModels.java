package dev.fovea.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Models that are not what an image classifier should be. */
final class BadModels {
    private BadModels() {}

    /** A model of single-input nodes in a row, from {@code inputs} to an output of the given type. */
    static byte[] chain(List<ValueInfoProto> inputs, ValueInfoProto output, NodeProto... nodes) {
        GraphProto graph = GraphProto.newBuilder()
                .setName("g")
                .addAllInput(inputs)
                .addOutput(output)
                .addAllNode(List.of(nodes))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    static NodeProto node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(op + " of " + output)
                .setOpType(op)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    static ValueInfoProto value(String name, TensorProto.DataType type, long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long size : sizes) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    /** Puts NaN into the first value of the first weight. */
    static void poison(ModelProto.Builder model) {
        TensorProto.Builder weight = model.getGraphBuilder().getInitializerBuilder(0);
        byte[] bytes = weight.getRawData().toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
        weight.setRawData(ByteString.copyFrom(bytes));
    }

    /** Takes the last four bytes off the first weight. */
    static void shorten(ModelProto.Builder model) {
        TensorProto.Builder weight = model.getGraphBuilder().getInitializerBuilder(0);
        ByteString bytes = weight.getRawData();
        weight.setRawData(bytes.substring(0, bytes.size() - 4));
    }
}
