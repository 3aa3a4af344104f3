package dev.fovea.autodiff.canonical;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.fovea.autodiff.graph.Graph;

/** Raises models older than opset {@value Canonical#MINIMUM_OPSET} to it, operator by operator. */
final class OpsetUpgrade implements Canonical.Pass {
    private static final long OLDEST = 7;
    private static final long IR_VERSION = 8;

    @Override
    public Graph apply(Graph graph) {
        long opset = graph.opset();
        if (opset < OLDEST) {
            throw new IllegalArgumentException(
                    "The model is written for opset %d; Fovea reads opset %d and newer. Convert it with onnx.version_converter"
                            .formatted(opset, OLDEST));
        }
        if (opset >= Canonical.MINIMUM_OPSET) {
            return graph;
        }
        return graph.withShell(raised(graph.shell()));
    }

    private static ModelProto raised(ModelProto shell) {
        ModelProto.Builder raised = shell.toBuilder()
                .setIrVersion(Math.max(IR_VERSION, shell.getIrVersion()))
                .clearOpsetImport();
        for (OperatorSetIdProto o : shell.getOpsetImportList()) {
            boolean own = o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx");
            raised.addOpsetImport(
                    own ? o.toBuilder().setVersion(Canonical.MINIMUM_OPSET).build() : o);
        }
        return raised.build();
    }
}
