package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where derived graphs are kept from run to run. */
final class CacheFolder {
    private static final String OFF = "off";

    private CacheFolder() {}

    /** The folder given, else that of the environment, else the user's; empty if it is off. */
    static Optional<Path> of(@Nullable String given) {
        String chosen = given == null ? System.getenv("FOVEA_CACHE") : given;
        if (chosen == null || chosen.isBlank()) {
            return users(
                    System.getProperty("os.name", ""), System.getenv("XDG_CACHE_HOME"), System.getenv("LOCALAPPDATA"));
        }
        try {
            return chosen.equalsIgnoreCase(OFF) ? Optional.empty() : Optional.of(Path.of(chosen));
        } catch (InvalidPathException e) {
            throw new FoveaException("'%s' is no folder for --cache: %s".formatted(chosen, e.getReason()), e);
        }
    }

    /** The user's cache folder by the custom of the system. */
    static Optional<Path> users(String system, @Nullable String xdg, @Nullable String localAppData) {
        String home = System.getProperty("user.home", "");
        String name = system.toLowerCase(Locale.ROOT);
        if (xdg != null && !xdg.isBlank()) {
            return Optional.of(Path.of(xdg, "fovea"));
        }
        if (name.startsWith("windows") && localAppData != null && !localAppData.isBlank()) {
            return Optional.of(Path.of(localAppData, "fovea", "cache"));
        }
        if (home.isBlank() || home.equals("?")) {
            return Optional.empty();
        }
        return Optional.of(
                name.startsWith("mac")
                        ? Path.of(home, "Library", "Caches", "fovea")
                        : Path.of(home, ".cache", "fovea"));
    }
}
