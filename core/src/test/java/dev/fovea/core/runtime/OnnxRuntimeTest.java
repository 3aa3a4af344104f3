package dev.fovea.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.FreshJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRuntimeTest {

    /** What the process does. */
    static final class Start {
        private Start() {}

        public static void main(String[] args) {
            System.out.println(OnnxRuntime.version());
        }
    }

    /** It crashed from some 4 000 bytes on; a single word may have 131 072. */
    @ParameterizedTest
    @ValueSource(ints = {10, 8_000, 100_000})
    void startsBehindACommandLineOfAnyLength(int length, @TempDir Path folder) throws Exception {
        FreshJvm run = FreshJvm.run(
                folder,
                environment -> {
                    // Nothing of what keeps ONNX Runtime from reading the command line, such as CI=true.
                    environment.clear();
                    environment.put("HOME", folder.toString());
                },
                Start.class.getName(),
                Path.of("x".repeat(length)));

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().strip()).isEqualTo(OnnxRuntime.version());
    }

    @Test
    void isOneForAll() {
        assertThat(OnnxRuntime.environment()).isSameAs(OnnxRuntime.environment());
    }
}
