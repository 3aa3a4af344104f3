package dev.fovea.cli.option;

import dev.fovea.cli.output.Artifact;
import dev.fovea.cli.output.OutputFolder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which files are written, and where. */
public final class OutputOptions {
    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: fovea-out.")
    private Path folder = Path.of("fovea-out");

    @Option(
            names = "--save",
            paramLabel = "WHAT",
            split = ",",
            converter = KindsConverter.class,
            description = "What to write, between commas: panel, overlay, heatmap, map.npy, gradient.npy, ranking.csv, "
                    + "receipt; or all, or none. Default: panel,receipt.")
    private List<Kinds> save = List.of(new Kinds(EnumSet.of(Artifact.PANEL, Artifact.RECEIPT)));

    @Option(
            names = "--top-pixels",
            paramLabel = "K",
            converter = NumberConverters.CountOrAll.class,
            description = "Lines of ranking.csv, strongest pixel first: a number or all. Default: 1000.")
    private int topPixels = 1000;

    /** What is to be written. */
    public Set<Artifact> artifacts() {
        Set<Artifact> all = EnumSet.noneOf(Artifact.class);
        save.forEach(kinds -> all.addAll(kinds.artifacts()));
        return all;
    }

    /** The number of lines of a ranking. */
    public int topPixels() {
        return topPixels;
    }

    /** The folder of the results, checked to be writable if anything is to be written. */
    public OutputFolder folder() {
        OutputFolder checked = new OutputFolder(folder);
        if (!artifacts().isEmpty()) {
            checked.check();
        }
        return checked;
    }

    /** What one word after {@code --save} stands for. */
    private record Kinds(Set<Artifact> artifacts) {}

    private static final class KindsConverter implements ITypeConverter<Kinds> {
        @Override
        public Kinds convert(String value) {
            return new Kinds(
                    switch (value.strip().toLowerCase(Locale.ROOT)) {
                        case "all" -> EnumSet.allOf(Artifact.class);
                        case "none" -> EnumSet.noneOf(Artifact.class);
                        default ->
                            EnumSet.of(Artifact.named(value.strip().toLowerCase(Locale.ROOT))
                                    .orElseThrow(() -> new TypeConversionException(
                                            "'%s' is none of %s, all, none".formatted(value, Artifact.names()))));
                    });
        }
    }
}
