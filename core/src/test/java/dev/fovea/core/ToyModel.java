package dev.fovea.core;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks small enough to know their answers. */
public final class ToyModel {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("toy");
    private final List<Value> inputs = new ArrayList<>();
    private final ModelProto.Builder shell = ModelProto.newBuilder().setIrVersion(8);
    private long opset = 18;
    private String last = "x";
    private int next;

    private ToyModel() {}

    /** A network with one float input {@code x}; -1 for an unknown size. */
    public static ToyModel taking(long... shape) {
        return taking(ElementType.FLOAT, shape);
    }

    public static ToyModel taking(ElementType type, long... shape) {
        return new ToyModel().input("x", type, shape);
    }

    /** One more input. */
    public ToyModel input(String name, ElementType type, long... shape) {
        inputs.add(new Value(name, type, Shape.of(shape)));
        return this;
    }

    /** One operator on what came before it, with constants as its further inputs. */
    public ToyModel then(String op, Attributes attributes, TensorProto... constants) {
        List<String> in = new ArrayList<>(List.of(last));
        for (TensorProto constant : constants) {
            String name = "c" + next++;
            graph.addInitializer(constant.toBuilder().setName(name));
            in.add(name);
        }
        String out = "y" + next++;
        graph.addNode(new Node(op + "_" + out, op, in, List.of(out), attributes).toProto());
        last = out;
        return this;
    }

    public ToyModel then(String op, TensorProto... constants) {
        return then(op, Attributes.NONE, constants);
    }

    /** One operator on what came before it and another value made before. */
    public ToyModel join(String op, Attributes attributes, String other) {
        String out = "y" + next++;
        graph.addNode(new Node(op + "_" + out, op, List.of(last, other), List.of(out), attributes).toProto());
        last = out;
        return this;
    }

    /** What follows works on the value of that name. */
    public ToyModel back(String value) {
        last = value;
        return this;
    }

    /** A fully connected layer: {@code weights} is KxD, row by row. */
    public ToyModel dense(int k, double[] weights, double... bias) {
        return then(
                "Gemm",
                Attributes.of("transB", 1L),
                Tensors.floats(ElementType.FLOAT, new long[] {k, weights.length / k}, weights),
                Tensors.floats(ElementType.FLOAT, new long[] {k}, bias));
    }

    /** Written for another opset than 18. */
    public ToyModel opset(long version) {
        opset = version;
        return this;
    }

    /** An entry of the file's metadata. */
    public ToyModel metadata(String key, String value) {
        shell.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return this;
    }

    /** What came last becomes an output of this name, and what follows works on the value named {@code from}. */
    public ToyModel output(String name, String from) {
        graph.addNode(new Node("to_" + name, "Identity", List.of(last), List.of(name), Attributes.NONE).toProto());
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        last = from;
        return this;
    }

    /** The name of what came last. */
    public String last() {
        return last;
    }

    /** The file's bytes, with the last value as an output. */
    public byte[] bytes() {
        return model().toByteArray();
    }

    /** The model, with the last value as an output. */
    public ModelProto model() {
        ModelProto model = shell.clone()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph.clone().addOutput(ValueInfoProto.newBuilder().setName(last)))
                .build();
        return Graph.of(model).plusInputs(inputs).toModel();
    }

    /** {@code count} seeded numbers between -1 and 1. */
    public static double[] numbers(int count, long seed) {
        return new Random(seed).doubles(count, -1, 1).toArray();
    }
}
