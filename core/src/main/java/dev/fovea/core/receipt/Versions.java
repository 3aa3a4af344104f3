package dev.fovea.core.receipt;

import dev.fovea.core.runtime.OnnxRuntime;

/** The versions that a map depends on. */
public record Versions(String fovea, String onnxRuntime, String java, String platform) {

    /** The versions running here. */
    public static Versions current() {
        String own = Versions.class.getPackage().getImplementationVersion();
        return new Versions(
                own == null ? "development" : own,
                OnnxRuntime.version(),
                System.getProperty("java.version", "?"),
                System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?"));
    }
}
