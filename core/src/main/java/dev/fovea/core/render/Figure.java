package dev.fovea.core.render;

import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.image.Picture;
import dev.fovea.core.model.Score;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An explanation as a picture, drawn the usual way: what most callers want of this package. */
public final class Figure {

    private Figure() {}

    /** Picture, map and overlay side by side, with class, score, method and legend. A tensor's map stands alone. */
    public static Picture panel(Explanation e) {
        List<Panel.Fact> facts = List.of(
                new Panel.Fact("class", e.label()),
                new Panel.Fact("logit", number("%.2f", e.selection().value(e.scores(), Score.LOGIT))),
                new Panel.Fact(
                        "probability",
                        number("%.3f", e.scores().probability(e.selection().index()))),
                new Panel.Fact("method", e.settings().description()));
        SaliencyMap map = e.mapOnPicture();
        Picture picture = e.subject().picture();
        String meaning = e.settings().meaning();
        if (picture == null) {
            Heatmap heatmap = Heatmap.standard(map);
            List<Panel.Tile> tiles =
                    List.of(new Panel.Tile(heatmap.draw(map), e.settings().mapName()));
            return new Panel(e.subject().name(), facts, tiles, Optional.of(Legend.of(heatmap, map, meaning))).draw();
        }
        return Panel.of(
                        e.subject().name(),
                        facts,
                        picture,
                        map,
                        overlay(map),
                        e.settings().mapName(),
                        meaning)
                .draw();
    }

    /** The map over the picture, at the picture's own resolution; a tensor's map alone. */
    public static Picture overlay(Explanation e) {
        Picture picture = e.subject().picture();
        return picture == null ? heatmap(e) : overlay(e.mapOnPicture()).draw(picture, e.mapOnPicture());
    }

    /** The map alone, at the picture's own resolution. */
    public static Picture heatmap(Explanation e) {
        return Heatmap.standard(e.mapOnPicture()).draw(e.mapOnPicture());
    }

    private static Overlay overlay(SaliencyMap map) {
        return Overlay.standard(Heatmap.standard(map));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
