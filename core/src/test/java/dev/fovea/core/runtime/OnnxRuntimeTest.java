package dev.fovea.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.FreshJvm;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRuntimeTest {

    /** What the process does. */
    static final class Start {
        private Start() {}

        public static void main(String[] args) throws Exception {
            System.out.println(OnnxRuntime.version());
            URL model = OnnxRuntimeTest.class.getResource("/dev/fovea/core/architectures/deit.onnx");
            Path file = Path.of(Objects.requireNonNull(model).toURI());
            OnnxRuntime.environment().createSession(file.toString()).close();
        }
    }

    /** It crashed from some 4 000 bytes on; a single word may have 131 072. */
    @ParameterizedTest
    @ValueSource(ints = {10, 8_000, 100_000})
    void startsBehindACommandLineOfAnyLength(int length, @TempDir Path folder) throws Exception {
        FreshJvm run = start(folder, Path.of("x".repeat(length)));

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().strip()).isEqualTo(OnnxRuntime.version());
    }

    @Test
    void reportsNoModels(@TempDir Path folder) throws Exception {
        FreshJvm run = start(folder);
        assertThat(run.exit()).as(run.err()).isZero();
        try (Stream<Path> kept = Files.walk(folder)) {
            for (Path file : kept.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("SessionCreation", "main_graph");
            }
        }
    }

    /** Nothing of the environment that keeps ONNX Runtime from reporting, such as CI=true. */
    private static FreshJvm start(Path folder, Path... more) throws Exception {
        return FreshJvm.run(
                folder,
                environment -> {
                    environment.clear();
                    environment.put("HOME", folder.toString());
                },
                Start.class.getName(),
                more);
    }

    @Test
    void isOneForAll() {
        assertThat(OnnxRuntime.environment()).isSameAs(OnnxRuntime.environment());
    }
}
