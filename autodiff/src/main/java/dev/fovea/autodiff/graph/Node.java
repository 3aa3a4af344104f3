package dev.fovea.autodiff.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One application of an operator. Immutable.
 *
 * @param name the node's name; unique in a canonical graph
 * @param op the operator: {@code Relu}, or with its domain where that is not ONNX's own, {@code com.microsoft.Gelu}
 * @param inputs value names, empty for an optional input left out
 * @param outputs value names, empty for an optional output left out
 */
public record Node(String name, String op, List<String> inputs, List<String> outputs, Attributes attributes) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    public static Node of(NodeProto proto) {
        return new Node(
                proto.getName(),
                qualified(proto.getDomain(), proto.getOpType()),
                proto.getInputList(),
                proto.getOutputList(),
                Attributes.of(proto.getAttributeList()));
    }

    /** An operator's name with its domain in front, unless that is ONNX's own. */
    public static String qualified(String domain, String opType) {
        return domain.isEmpty() || domain.equals("ai.onnx") ? opType : domain + "." + opType;
    }

    public NodeProto toProto() {
        int dot = op.lastIndexOf('.');
        return NodeProto.newBuilder()
                .setName(name)
                .setDomain(dot < 0 ? "" : op.substring(0, dot))
                .setOpType(op.substring(dot + 1))
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(attributes.protos())
                .build();
    }

    public boolean is(String... ops) {
        return List.of(ops).contains(op);
    }

    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    public String output(int i) {
        return i < outputs.size() ? outputs.get(i) : "";
    }

    /** All values the node reads: its inputs and what its subgraphs capture from outside. */
    public Set<String> reads() {
        Set<String> all = new LinkedHashSet<>(inputs);
        all.addAll(captures());
        all.remove("");
        return all;
    }

    /** The values that the node's subgraphs take from outside. */
    public Set<String> captures() {
        Set<String> all = new LinkedHashSet<>();
        for (AttributeProto a : attributes.protos()) {
            if (a.hasG()) {
                all.addAll(captures(a.getG()));
            }
            a.getGraphsList().forEach(g -> all.addAll(captures(g)));
        }
        return all;
    }

    private static Set<String> captures(GraphProto body) {
        Set<String> free = new LinkedHashSet<>();
        body.getNodeList().forEach(n -> free.addAll(Node.of(n).reads()));
        body.getOutputList().forEach(o -> free.add(o.getName()));
        body.getInputList().forEach(i -> free.remove(i.getName()));
        body.getInitializerList().forEach(i -> free.remove(i.getName()));
        body.getNodeList().forEach(n -> n.getOutputList().forEach(free::remove));
        return free;
    }

    public Node withInputs(List<String> newInputs) {
        return new Node(name, op, newInputs, outputs, attributes);
    }

    public Node withOutputs(List<String> newOutputs) {
        return new Node(name, op, inputs, newOutputs, attributes);
    }

    public Node withAttributes(Attributes newAttributes) {
        return new Node(name, op, inputs, outputs, newAttributes);
    }

    public Node withName(String newName) {
        return new Node(newName, op, inputs, outputs, attributes);
    }
}
