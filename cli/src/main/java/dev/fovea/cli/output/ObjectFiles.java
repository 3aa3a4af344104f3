package dev.fovea.cli.output;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.localization.ObjectMask;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.render.LocalizationFigure;
import dev.fovea.core.render.Panel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the objects found in a picture: a figure of all, a mask each, boxes and receipts. */
public record ObjectFiles(OutputFolder folder, Classifier classifier) {
    private static final int WHITE = 0xFFFFFF;

    /**
     * One object.
     *
     * @param nanos how long it took to find it in its map
     */
    public record Found(Explanation explanation, LocalizedObject object, Receipt receipt, long nanos) {}

    /**
     * Writes all files of one picture.
     *
     * @param title what the figure is called
     * @param name the picture's, which their names begin with
     * @param all at least one object, in the order of their ranks
     */
    public List<Path> write(String title, String name, List<Found> all) {
        String stem = folder.claim(name);
        List<Path> files = new ArrayList<>();
        files.add(folder.write(stem + ".objects.png", PictureWriter.toPng(figure(title, all))));
        for (int rank = 1; rank <= all.size(); rank++) {
            Found found = all.get(rank - 1);
            String label = Slug.of(
                    found.explanation().label(),
                    "class-" + found.explanation().selection().index());
            String base = folder.claim("%s.%d-%s".formatted(stem, rank, label));
            files.add(folder.write(
                    base + ".mask.png",
                    PictureWriter.toPng(picture(found.object().mask()))));
        }
        String receipts = array(all.stream().map(Found::receipt).toList());
        files.add(folder.write(stem + ".objects.json", receipts.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    /** Receipts as one JSON array. */
    public static String array(List<Receipt> receipts) {
        return receipts.isEmpty()
                ? "[]\n"
                : receipts.stream().map(r -> r.toJson().strip()).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private Picture figure(String title, List<Found> all) {
        Picture picture =
                Objects.requireNonNull(all.get(0).explanation().subject().picture());
        List<Panel.Tile> tiles = new ArrayList<>();
        tiles.add(new Panel.Tile(picture, "Picture"));
        LocalizationFigure figure = new LocalizationFigure();
        for (Found found : all) {
            String caption = "%s, %s"
                    .formatted(
                            Wording.label(found.explanation().selection(), classifier.labels()),
                            Wording.probability(found.explanation()));
            tiles.add(new Panel.Tile(figure.draw(picture, found.object()), caption));
        }
        List<Panel.Fact> facts = List.of(
                new Panel.Fact("map", all.get(0).explanation().settings().description()),
                new Panel.Fact(
                        "objects",
                        all.get(0)
                                .receipt()
                                .json()
                                .at("/localization/description")
                                .asText()));
        return new Panel(title, facts, tiles, Optional.empty()).draw();
    }

    private static Picture picture(ObjectMask mask) {
        int[] rgb = new int[mask.width() * mask.height()];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = mask.contains(i % mask.width(), i / mask.width()) ? WHITE : 0;
        }
        return Picture.of(mask.width(), mask.height(), rgb);
    }
}
