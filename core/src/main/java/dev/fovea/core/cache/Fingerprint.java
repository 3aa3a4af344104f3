package dev.fovea.core.cache;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cached result hangs on besides its inputs: the code that made it, and the processor it was made for. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The build that a class belongs to: all of Fovea's jars beside it with size and date, since snapshots share a version. */
    public static String build(Class<?> ofClass) {
        CodeSource source = ofClass.getProtectionDomain().getCodeSource();
        if (source == null) {
            return "unknown";
        }
        try {
            Path code = Path.of(source.getLocation().toURI());
            Path folder = code.toAbsolutePath().getParent();
            if (folder == null) {
                return stamp(code);
            }
            try (Stream<Path> beside = Files.list(folder)) {
                return Stream.concat(
                                Stream.of(code),
                                beside.filter(f -> f.getFileName().toString().startsWith("fovea-")))
                        .map(Fingerprint::stamp)
                        .sorted()
                        .collect(Collectors.joining(" "));
            }
        } catch (URISyntaxException | IOException | IllegalArgumentException e) {
            return "unknown";
        }
    }

    private static String stamp(Path file) {
        try {
            return "%s:%d:%d"
                    .formatted(
                            file.getFileName(),
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            return String.valueOf(file.getFileName());
        }
    }

    /** The system, its architecture and, where the system tells it, the model and abilities of the processor. */
    public static String processor() {
        String kind = System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?");
        Path told = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(told)) {
            return kind;
        }
        try {
            List<String> lines = Files.readAllLines(told);
            return lines.stream()
                    .filter(l -> l.startsWith("model name") || l.startsWith("flags") || l.startsWith("Features"))
                    .distinct()
                    .collect(Collectors.joining(" ", kind + " ", ""));
        } catch (IOException e) {
            return kind;
        }
    }
}
