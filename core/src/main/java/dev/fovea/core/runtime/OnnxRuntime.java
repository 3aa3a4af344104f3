package dev.fovea.core.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** ONNX Runtime, started when first asked for. */
public final class OnnxRuntime {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    /** What a start takes apart from the command line: a thread's usual stack. */
    private static final long USUAL_STACK = 1 << 20;
    /** Of the stack for each byte of the command line; measured are 256. */
    private static final long STACK_PER_BYTE = 512;

    private OnnxRuntime() {}

    /** Not in the outer class, which the starting thread needs while this is being initialised. */
    private static final class Started {
        static final OrtEnvironment ENVIRONMENT = start();
    }

    /** The one environment of this process. */
    public static OrtEnvironment environment() {
        return Started.ENVIRONMENT;
    }

    /** Its version, such as 1.29.0. */
    public static String version() {
        return environment().getVersion();
    }

    /**
     * ONNX Runtime 1.29 reports its use to its makers, and to name the program it matches the command line to a regular
     * expression, one recursion per character. Some 4000 characters are more than a thread's usual stack holds, and the
     * process ends without a word. So it is started on a thread whose stack is as deep as the command line is long.
     */
    private static OrtEnvironment start() {
        long stack = USUAL_STACK + STACK_PER_BYTE * commandLineLength();
        try {
            return CompletableFuture.supplyAsync(
                            OnnxRuntime::silent, task -> new Thread(null, task, "onnxruntime-start", stack).start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Reports would name the file, graph and hash of every model opened; those of the start cannot be stopped from Java. */
    private static OrtEnvironment silent() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not stop its reports: " + e.getMessage(), e);
        }
    }

    /** In bytes; 0 where the system does not tell, and ONNX Runtime does not read it either. */
    private static int commandLineLength() {
        try {
            return Files.readAllBytes(COMMAND_LINE).length;
        } catch (IOException e) {
            return 0;
        }
    }
}
