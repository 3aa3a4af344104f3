package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.OnnxRuntimeRun.Array;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** A small model written down in a few lines, with seeded values for its inputs. */
public final class Sketch {
    /** An attribute whose value is that of the function's attribute {@code name}. */
    record Reference(String name, AttributeType type) {}

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
    private final List<FunctionProto> functions = new ArrayList<>();
    private final Map<String, Array> values = new LinkedHashMap<>();
    private final Random random = new Random(7);
    private final int opset;

    private Sketch(int opset) {
        this.opset = opset;
    }

    public static Sketch at(int opset) {
        return new Sketch(opset);
    }

    /** A float input with values in ±2. */
    public Sketch input(String name, long... shape) {
        return input(name, ElementType.FLOAT, shape);
    }

    public Sketch input(String name, ElementType type, long... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.code());
        TensorShapeProto.Builder dims = tensor.getShapeBuilder();
        LongStream.of(shape).forEach(d -> dims.addDimBuilder().setDimValue(d));
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor)));
        float[] numbers = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat(-2, 2);
        }
        values.put(name, new Array(shape, numbers));
        return this;
    }

    public Sketch constant(String name, TensorProto tensor) {
        graph.addInitializer(tensor.toBuilder().setName(name));
        return this;
    }

    /** A constant float tensor with values in ±1. */
    public Sketch constant(String name, long... shape) {
        int n = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        return constant(
                name,
                Tensors.floats(
                        ElementType.FLOAT, shape, random.doubles(n, -1, 1).toArray()));
    }

    public Sketch scalar(String name, double value) {
        return constant(name, Tensors.scalar(ElementType.FLOAT, value));
    }

    /** The attributes of a square window: as wide as high, with the same stride and padding on every side. */
    public static Object[] window(long kernel, long stride, long pad) {
        return new Object[] {
            "kernel_shape",
            new long[] {kernel, kernel},
            "strides",
            new long[] {stride, stride},
            "pads",
            new long[] {pad, pad, pad, pad}
        };
    }

    /**
     * One node, named after its operator and first output.
     *
     * @param inputs names with blanks between; {@code _} for an input left out
     * @param attributes names and values in turn
     */
    public Sketch node(String op, String inputs, String outputs, Object... attributes) {
        List<AttributeProto> all = new ArrayList<>();
        for (int i = 0; i < attributes.length; i += 2) {
            String name = (String) attributes[i];
            if (attributes[i + 1] instanceof Reference r) {
                all.add(AttributeProto.newBuilder()
                        .setName(name)
                        .setRefAttrName(r.name())
                        .setType(r.type())
                        .build());
            } else {
                all.add(Attributes.of(name, attributes[i + 1]).proto(name));
            }
        }
        List<String> out = names(outputs);
        graph.addNode(
                new Node("the " + op + " of " + out.get(0), op, names(inputs), out, Attributes.of(all)).toProto());
        return this;
    }

    /** A function of domain {@code local} with this opset; required attributes by name. */
    public Sketch function(
            String name, String inputs, Sketch body, List<String> attributes, List<AttributeProto> defaults) {
        FunctionProto.Builder f = FunctionProto.newBuilder()
                .setDomain("local")
                .setName(name)
                .addAllInput(names(inputs))
                .addAllAttribute(attributes)
                .addAllAttributeProto(defaults)
                .addAllNode(body.graph.getNodeList())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(body.opset))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
        body.graph.getOutputList().forEach(o -> f.addOutput(o.getName()));
        functions.add(f.build());
        return this;
    }

    public Sketch outputs(String names) {
        names(names).forEach(o -> graph.addOutput(ValueInfoProto.newBuilder().setName(o)));
        return this;
    }

    /** This sketch as the body of an If or Loop. */
    public GraphProto body() {
        return graph.build();
    }

    public Graph graph() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addAllFunctions(functions)
                .setGraph(graph);
        for (String domain : List.of("com.microsoft", "com.microsoft.nchwc", "local")) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
        }
        return Graph.of(model.build());
    }

    public Map<String, Array> values() {
        return values;
    }

    private static List<String> names(String blankSeparated) {
        return Arrays.stream(blankSeparated.split(" "))
                .filter(n -> !n.isEmpty())
                .map(n -> n.equals("_") ? "" : n)
                .toList();
    }
}
