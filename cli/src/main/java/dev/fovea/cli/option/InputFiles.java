package dev.fovea.cli.option;

import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files that the command line names, folders opened. */
public final class InputFiles {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff");

    /** What Fovea itself writes beside pictures. */
    private static final List<String> MADE =
            List.of(".panel.png", ".overlay.png", ".heatmap.png", ".objects.png", ".mask.png");

    private InputFiles() {}

    /** Whether a file holds a tensor rather than a picture. */
    public static boolean isTensor(Path file) {
        return ending(file).equals("npy");
    }

    /**
     * The files in the order given; in place of a folder, the pictures right in it, sorted by name, without the panels,
     * overlays, heat maps and masks of an earlier run.
     *
     * @throws FoveaException if a folder cannot be listed or holds no picture
     */
    public static List<Path> expand(List<Path> named) {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                files.addAll(pictures(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> pictures(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.contains(ending(file)))
                    .filter(file -> MADE.stream().noneMatch(lowerCase(file)::endsWith))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new FoveaException(
                        "The folder '%s' holds no picture (JPEG, PNG, WebP, BMP, GIF or TIFF); folders in it are not searched, panels, overlays, heat maps and masks left out"
                                .formatted(folder));
            }
            return found;
        } catch (IOException e) {
            throw new FoveaException("Cannot list the folder '%s'; check its permissions".formatted(folder), e);
        }
    }

    private static String ending(Path file) {
        String name = lowerCase(file);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String lowerCase(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }
}
