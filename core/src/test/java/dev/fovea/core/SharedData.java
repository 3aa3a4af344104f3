package dev.fovea.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Real models, pictures and goldens that lie beside the repository, where they do. */
public final class SharedData {

    private SharedData() {}

    /** A file or folder of the shared data; skips the test, saying so, where it is missing. */
    public static Path path(String relative) {
        Path root = Optional.ofNullable(System.getenv("FOVEA_SHARED"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "..", "shared"));
        Path found = root.resolve(relative);
        assumeTrue(Files.exists(found), () -> "skipped: no shared data at '" + found + "'");
        return found;
    }
}
