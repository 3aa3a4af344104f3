package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.autodiff.graph.Graph;
import java.util.HashSet;
import java.util.Set;

/** Keeps only the operator sets that a node still needs, so that a model of standard operators says so. */
final class UsedDomains implements Canonical.Pass {

    @Override
    public Graph apply(Graph graph) {
        Set<String> used = new HashSet<>(Set.of("", "ai.onnx"));
        Subgraphs.everywhere(graph, g -> {
            g.nodes().forEach(n -> used.add(n.toProto().getDomain()));
            return g;
        });
        ModelProto.Builder shell = graph.shell().toBuilder().clearOpsetImport();
        graph.shell().getOpsetImportList().stream()
                .filter(o -> used.contains(o.getDomain()))
                .forEach(shell::addOpsetImport);
        return graph.withShell(shell.build());
    }
}
