package dev.fovea.cli.output;

import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.inside.MapLayer;
import dev.fovea.core.inside.Patch;
import dev.fovea.core.inside.PatchSearch;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.render.ContactSheet;
import dev.fovea.core.render.Panel.Fact;
import dev.fovea.core.render.Panel.Tile;
import dev.fovea.core.render.PatchFigure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what a search for patches has found: a sheet of some channels, and a table of all. */
public record PatchFiles(OutputFolder folder, Classifier classifier, MapLayer layer, PictureReader reader) {
    private static final Picture NOTHING = Picture.of(1, 1, new int[] {0xFFFFFF});

    /**
     * Writes the sheet and the table.
     *
     * @param channels those on the sheet
     * @param columns patches in a row
     * @param looked how many pictures were looked at
     * @return the two files
     */
    public List<Path> write(PatchSearch search, List<Integer> channels, int columns, int looked) {
        int wide = Math.min(columns, looked);
        List<Tile> tiles = new ArrayList<>();
        for (int channel : channels) {
            List<Patch> patches = search.of(channel);
            for (int i = 0; i < wide; i++) {
                tiles.add(i < patches.size() ? tile(patches.get(i)) : new Tile(NOTHING, ""));
            }
        }
        Path model = classifier.file().path();
        List<Fact> facts = List.of(
                new Fact("layer", layer.name()),
                new Fact("a unit sees", layer.field().description()),
                new Fact("pictures", Integer.toString(looked)),
                new Fact("model", model == null ? "embedded" : String.valueOf(model.getFileName())));
        ContactSheet sheet = new ContactSheet("What channels answer most to", facts, tiles, wide);
        String stem = "patches." + Slug.of(layer.name(), "layer");
        return List.of(
                folder.write(stem + ".png", PictureWriter.toPng(sheet.draw())),
                folder.write(stem + ".csv", table(search).getBytes(StandardCharsets.UTF_8)));
    }

    private Tile tile(Patch patch) {
        Picture picture = reader.read(patch.file());
        Picture view = classifier.preprocessing().view(picture, classifier.framing(picture));
        String caption = "%d: %s  %s"
                .formatted(patch.channel(), number(patch.value()), patch.file().getFileName());
        return new Tile(PatchFigure.draw(view, patch), caption);
    }

    /** The files of patches with the values, in one line. */
    public static String best(List<Patch> patches) {
        List<String> shown = patches.stream()
                .limit(3)
                .map(p -> "%s %s".formatted(p.file().getFileName(), number(p.value())))
                .toList();
        return String.join("; ", shown) + (patches.size() > shown.size() ? "; ..." : "");
    }

    private static String table(PatchSearch search) {
        StringBuilder csv = new StringBuilder("channel,rank,value,file,row,column,x,y,width,height\n");
        for (int channel = 0; channel < search.channels(); channel++) {
            List<Patch> patches = search.of(channel);
            for (int i = 0; i < patches.size(); i++) {
                Patch p = patches.get(i);
                csv.append(String.format(
                        Locale.ROOT,
                        "%d,%d,%s,%s,%d,%d,%d,%d,%d,%d\n",
                        channel,
                        i + 1,
                        p.value(),
                        quoted(p.file().toString()),
                        p.y(),
                        p.x(),
                        p.region().x(),
                        p.region().y(),
                        p.region().width(),
                        p.region().height()));
            }
        }
        return csv.toString();
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
