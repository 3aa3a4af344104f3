package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a body becomes in place of the node that stands for it: its values renamed, its outputs under the names of the
 * node's outputs.
 */
record Splice(List<Node> nodes, Map<String, TensorProto> constants) {

    /**
     * @param site the node that the body replaces
     * @param bound names of the body that stand for values outside, such as a function's formal inputs
     * @param local whether a name of the body is its own and must be made unique by the site's name
     */
    static Splice of(Node site, Graph body, Map<String, String> bound, Predicate<String> local) {
        Map<String, String> names = new HashMap<>(bound);
        names.put("", "");
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < site.outputs().size() && i < body.outputs().size(); i++) {
            String inside = body.outputs().get(i);
            boolean made = body.producer(inside) != null || body.constants().containsKey(inside);
            if (site.output(i).isEmpty()) {
                continue;
            }
            if (made && !names.containsKey(inside)) {
                names.put(inside, site.output(i));
            } else {
                String source = renamed(inside, names, local, site);
                String name = site.name() + "/output" + i;
                nodes.add(new Node(name, "Identity", List.of(source), List.of(site.output(i)), Attributes.NONE));
            }
        }
        Renaming renaming = name -> renamed(name, names, local, site);
        for (Node node : body.nodes()) {
            Node renamed = renaming.of(node);
            nodes.add(node.name().isEmpty() ? renamed : renamed.withName(site.name() + "/" + node.name()));
        }
        Map<String, TensorProto> constants = new LinkedHashMap<>();
        body.constants().forEach((name, t) -> constants.put(renaming.of(name), t));
        return new Splice(nodes, constants);
    }

    private static String renamed(String name, Map<String, String> names, Predicate<String> local, Node site) {
        String known = names.get(name);
        if (known != null) {
            return known;
        }
        return local.test(name) ? site.name() + "/" + name : name;
    }

    /** New names for all values of a node, in its subgraphs too: names are unique over nested scopes in ONNX. */
    private interface Renaming {
        String of(String name);

        default Node of(Node node) {
            Attributes attributes = node.attributes();
            for (AttributeProto a : node.attributes().protos()) {
                if (a.hasG()) {
                    attributes = attributes.with(a.getName(), of(a.getG()));
                }
            }
            return node.withInputs(all(node.inputs()))
                    .withOutputs(all(node.outputs()))
                    .withAttributes(attributes);
        }

        default GraphProto of(GraphProto body) {
            GraphProto.Builder b = body.toBuilder().clearNode().clearValueInfo();
            body.getNodeList().forEach(n -> b.addNode(of(Node.of(n)).toProto()));
            b.getInputBuilderList().forEach(v -> v.setName(of(v.getName())));
            b.getOutputBuilderList().forEach(v -> v.setName(of(v.getName())));
            b.getInitializerBuilderList().forEach(v -> v.setName(of(v.getName())));
            return b.build();
        }

        private List<String> all(List<String> names) {
            return names.stream().map(this::of).toList();
        }
    }
}
