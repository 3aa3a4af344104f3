package dev.fovea.cli.output;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A kind of file that an explanation can be written to. */
public enum Artifact {
    PANEL("panel", "panel.png"),
    OVERLAY("overlay", "overlay.png"),
    HEATMAP("heatmap", "heatmap.png"),
    MAP("map.npy", "map.npy"),
    GRADIENT("gradient.npy", "gradient.npy"),
    RANKING("ranking.csv", "ranking.csv"),
    RECEIPT("receipt", "receipt.json");

    private final String option;
    private final String ending;

    Artifact(String option, String ending) {
        this.option = option;
        this.ending = ending;
    }

    /** What follows the stem and a dot in the file's name. */
    public String ending() {
        return ending;
    }

    /** The kind that the command line calls so; its file name's ending is understood as well. */
    public static Optional<Artifact> named(String name) {
        return Arrays.stream(values())
                .filter(a -> a.option.equals(name) || a.ending.equals(name))
                .findFirst();
    }

    /** All names as the command line has them. */
    public static String names() {
        return Arrays.stream(values()).map(a -> a.option).collect(Collectors.joining(", "));
    }
}
