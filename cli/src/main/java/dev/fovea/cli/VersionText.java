package dev.fovea.cli;

import dev.fovea.core.receipt.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: all that a map's numbers may depend on. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Versions v = Versions.current();
        return new String[] {
            "fovea %s (ONNX Runtime %s, Java %s, %s)".formatted(v.fovea(), v.onnxRuntime(), v.java(), v.platform())
        };
    }
}
