package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Replaces calls of the model's own functions by their bodies, nested calls too. */
final class FunctionInlining implements Canonical.Pass {
    /** Functions that call others twice, twice over, must not fill the memory. */
    private static final int MOST_NODES = 200_000;

    @Override
    public Graph apply(Graph graph) {
        if (graph.shell().getFunctionsCount() == 0) {
            return graph;
        }
        Map<String, FunctionProto> functions = new HashMap<>();
        for (FunctionProto f : graph.shell().getFunctionsList()) {
            String name = Node.qualified(f.getDomain(), f.getName());
            if (functions.put(name, f) != null) {
                throw new UnsupportedModelException(
                        "The model has two functions named '%s'; overloads are not supported. Inline them with onnx.inliner"
                                .formatted(name));
            }
        }
        Graph inlined = Subgraphs.everywhere(graph, g -> inlined(g, functions));
        ModelProto.Builder shell = inlined.shell().toBuilder().clearFunctions();
        Set<String> imported = new TreeSet<>();
        shell.getOpsetImportList().forEach(o -> imported.add(o.getDomain()));
        functions.values().stream()
                .flatMap(f -> f.getOpsetImportList().stream())
                .filter(o -> imported.add(o.getDomain()))
                .forEach(shell::addOpsetImport);
        return inlined.withShell(shell.build());
    }

    private static Graph inlined(Graph graph, Map<String, FunctionProto> functions) {
        List<Node> done = new ArrayList<>();
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        inline(graph.nodes(), List.of(), graph, functions, done, constants);
        return graph.withNodes(done).withConstants(constants);
    }

    /** Appends the nodes, calls replaced, to {@code done}; {@code within} are the functions being inlined. */
    private static void inline(
            List<Node> nodes,
            List<String> within,
            Graph graph,
            Map<String, FunctionProto> functions,
            List<Node> done,
            Map<String, TensorProto> constants) {
        for (Node node : nodes) {
            FunctionProto function = functions.get(node.op());
            if (function == null) {
                done.add(node);
                continue;
            }
            if (within.contains(node.op()) || done.size() > MOST_NODES) {
                throw new UnsupportedModelException(
                        within.contains(node.op())
                                ? "Function '%s' calls itself, which ONNX does not allow".formatted(node.op())
                                : "The model has more than %,d nodes once its functions are inlined (at '%s'). Simplify it"
                                        .formatted(MOST_NODES, node.op()));
            }
            List<String> deeper = new ArrayList<>(within);
            deeper.add(node.op());
            Splice body = body(node, function, graph);
            constants.putAll(body.constants());
            inline(body.nodes(), deeper, graph, functions, done, constants);
        }
    }

    private static Splice body(Node call, FunctionProto function, Graph graph) {
        Map<String, AttributeProto> given = new HashMap<>();
        function.getAttributeProtoList().forEach(a -> given.put(a.getName(), a));
        call.attributes().protos().forEach(a -> given.put(a.getName(), a));
        GraphProto.Builder body = GraphProto.newBuilder().setName(function.getName());
        function.getNodeList().forEach(n -> body.addNode(withValues(n, given)));
        function.getOutputList()
                .forEach(o -> body.addOutput(ValueInfoProto.newBuilder().setName(o)));
        Map<String, String> bound = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            bound.put(function.getInput(i), call.input(i));
        }
        return Splice.of(call, upgraded(body.build(), function, graph), bound, name -> true);
    }

    /** The body in the model's opset. */
    private static Graph upgraded(GraphProto body, FunctionProto function, Graph graph) {
        ModelProto own = ModelProto.newBuilder()
                .addAllOpsetImport(function.getOpsetImportList())
                .setGraph(body)
                .build();
        Graph opened = new ConstantNodes().apply(new NodeNames().apply(Graph.of(own)));
        boolean standard = function.getOpsetImportList().stream()
                .map(OperatorSetIdProto::getDomain)
                .anyMatch(d -> d.isEmpty() || d.equals("ai.onnx"));
        if (!standard || opened.opset() == graph.opset()) {
            return opened;
        }
        Graph raised = new OpsetUpgrade().apply(opened);
        if (graph.opset() < Canonical.MINIMUM_OPSET || raised.opset() > graph.opset()) {
            throw new UnsupportedModelException(
                    "Function '%s' is written for opset %d in a model of opset %d. Convert the model with onnx.version_converter"
                            .formatted(function.getName(), opened.opset(), graph.opset()));
        }
        return raised;
    }

    /** The node with references to the function's attributes replaced by their values, in subgraphs too. */
    private static NodeProto withValues(NodeProto node, Map<String, AttributeProto> given) {
        NodeProto.Builder resolved = node.toBuilder().clearAttribute();
        for (AttributeProto a : node.getAttributeList()) {
            AttributeProto value = a.getRefAttrName().isEmpty() ? a : renamed(given.get(a.getRefAttrName()), a);
            if (value != null) {
                resolved.addAttribute(value.hasG() ? withValues(value, given) : value);
            }
        }
        return resolved.build();
    }

    private static AttributeProto withValues(AttributeProto subgraph, Map<String, AttributeProto> given) {
        GraphProto.Builder body = subgraph.getG().toBuilder().clearNode();
        subgraph.getG().getNodeList().forEach(n -> body.addNode(withValues(n, given)));
        return subgraph.toBuilder().setG(body).build();
    }

    private static @Nullable AttributeProto renamed(@Nullable AttributeProto value, AttributeProto reference) {
        return value == null
                ? null
                : value.toBuilder().setName(reference.getName()).build();
    }
}
