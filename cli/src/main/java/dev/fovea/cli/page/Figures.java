package dev.fovea.cli.page;

import dev.fovea.cli.output.Wording;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.LinearScoreModel;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.localization.BoundingBox;
import dev.fovea.core.render.Heatmap;
import dev.fovea.core.render.Limits;
import dev.fovea.core.render.LinePlot;
import dev.fovea.core.render.LocalizationFigure;
import dev.fovea.core.render.Overlay;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Draws studies: one entry for each kind of figure. */
final class Figures {
    /** The longer side of a picture on the page, in pixels. */
    private static final int LONGEST = 480;

    private static final List<String> RULES = List.of("Gradient", "Deconvnet", "Guided backpropagation");

    private Figures() {}

    static Entry classModel(ClassStudy study) {
        if (study.model().result().isEmpty()) {
            return Entry.missing(
                    study.label(), "", "No class model: " + study.model().problem());
        }
        ClassStudy.Climbed climbed = study.model().result().get();
        ClassModelResult found = climbed.result();
        int steps = found.course().size();
        String figures = Html.row(
                Html.figure(
                        reduced(found.picture()),
                        "The picture that the score of %s likes best".formatted(study.label()),
                        "Class model"),
                Html.plot(
                        found.plot().draw(480, 400),
                        "The score of %s over %d steps of ascent".formatted(study.label(), steps),
                        "The score's course"));
        String note = "Score %s at the start, %s after %d %s; %s as shown, clipped and in whole grey levels."
                .formatted(
                        number(found.course().get(0)),
                        number(found.score()),
                        steps,
                        steps == 1 ? "step" : "steps",
                        number(found.pictureScore()));
        return new Entry(
                study.label(),
                "",
                figures,
                note,
                Html.details("Receipt", climbed.receipt().toJson()));
    }

    static Entry saliency(PictureStudy study) {
        Picture picture = reduced(picture(study));
        SaliencyMap map = study.saliency().mapOnPicture();
        Heatmap heatmap = Heatmap.standard(map);
        String of = of(study);
        String row = Html.row(
                Html.figure(picture, "The picture " + study.fileName(), study.fileName()),
                Html.figure(
                        heatmap.draw(map, picture.width(), picture.height()), "Saliency map of " + of, "Saliency map"),
                Html.figure(
                        Overlay.standard(heatmap).draw(picture, map),
                        "Saliency map of %s, laid over the picture".formatted(of),
                        "Both"));
        Limits limits = heatmap.scaling().limits(map);
        String scale = "<p class=\"scale\"><span>%s</span><i></i><span>%s</span><span>|dS/dI|, %s</span></p>\n"
                .formatted(
                        number(limits.low()),
                        number(limits.high()),
                        Html.text(heatmap.scaling().description()));
        String note = "Best: " + study.best() + ".";
        return new Entry(
                study.label(),
                Wording.probability(study.saliency()),
                row + scale,
                note,
                Html.details("Receipt", study.saliency().receipt().toJson()));
    }

    static Entry object(PictureStudy study) {
        String chance = Wording.probability(study.saliency());
        if (study.object().result().isEmpty()) {
            return Entry.missing(
                    study.label(), chance, "No object: " + study.object().problem());
        }
        PictureStudy.Located located = study.object().result().get();
        Picture whole = picture(study);
        BoundingBox box = located.object().box();
        String figure = Html.figure(
                reduced(new LocalizationFigure().draw(whole, located.object())),
                "%s, outlined and boxed".formatted(of(study)),
                study.fileName());
        String note = "Box: %d x %d pixels at column %d, row %d; %s of the picture."
                .formatted(
                        box.width(),
                        box.height(),
                        box.x(),
                        box.y(),
                        Wording.percent(box.area() / ((double) whole.width() * whole.height())));
        return new Entry(
                study.label(),
                chance,
                Html.row(figure),
                note,
                Html.details("Receipt", located.receipt().toJson()));
    }

    static Entry rules(PictureStudy study) {
        StringBuilder figures = new StringBuilder(
                Html.figure(study.view(), study.fileName() + " as the model sees it", "What the model sees"));
        StringBuilder receipts = new StringBuilder();
        for (int i = 0; i < study.rules().size(); i++) {
            Explanation e = study.rules().get(i);
            figures.append(Html.figure(
                    Heatmap.standard(e.map()).draw(e.map()),
                    "%s map of %s".formatted(RULES.get(i), of(study)),
                    RULES.get(i)));
            receipts.append(e.receipt().toJson());
        }
        boolean same = study.rules().stream()
                .allMatch(e -> e.gradient().equals(study.rules().get(0).gradient()));
        return new Entry(
                study.label(),
                Wording.probability(study.saliency()),
                Html.row(figures.toString()),
                same ? "The three are the same here: there is no ReLU on the way." : "",
                Html.details("Receipts", receipts.toString()));
    }

    static Entry line(PictureStudy study) {
        List<LinearScoreModel.Point> path = study.path();
        LinePlot plot = new LinePlot(
                study.label(),
                "from %s (0) to the zero image (1)".formatted(study.fileName()),
                "score",
                List.of(
                        curve("score", path, LinearScoreModel.Point::score),
                        curve("w·I + b", path, LinearScoreModel.Point::predicted)));
        String figure = Html.plot(
                plot.draw(640, 440),
                "The score of %s and its linear model, on the way to the zero image".formatted(of(study)),
                study.fileName());
        LinearScoreModel.Point near = path.get(path.size() / 10);
        LinearScoreModel.Point mirrored = study.mirrored();
        String note = ("S = %s, b = %s, |w| = %s. Error of the line: %s at t = %s, %s at t = 1."
                        + " At the mirror image the score is %s and the line says %s.")
                .formatted(
                        number(study.linear().score()),
                        number(study.linear().bias()),
                        number(study.linear().weightNorm()),
                        number(near.error()),
                        number(near.t()),
                        number(path.get(path.size() - 1).error()),
                        number(mirrored.score()),
                        number(mirrored.predicted()));
        return new Entry(study.label(), Wording.probability(study.saliency()), Html.row(figure), note, "");
    }

    private static LinePlot.Curve curve(
            String name, List<LinearScoreModel.Point> path, ToDoubleFunction<LinearScoreModel.Point> y) {
        return new LinePlot.Curve(
                name,
                path.stream()
                        .map(p -> new LinePlot.Point(p.t(), y.applyAsDouble(p)))
                        .toList());
    }

    private static String of(PictureStudy study) {
        return "%s in %s".formatted(study.label(), study.fileName());
    }

    private static Picture picture(PictureStudy study) {
        return Objects.requireNonNull(study.saliency().subject().picture(), "the page is made of pictures");
    }

    private static Picture reduced(Picture picture) {
        int longest = Math.max(picture.width(), picture.height());
        return longest <= LONGEST
                ? picture
                : picture.resize(
                        Math.max(1, picture.width() * LONGEST / longest),
                        Math.max(1, picture.height() * LONGEST / longest),
                        Resampling.LANCZOS);
    }

    /** Three digits, without an exponent where it can be. */
    private static String number(double value) {
        double size = Math.abs(value);
        return value == 0 ? "0" : String.format(Locale.ROOT, size >= 100 && size < 1e6 ? "%.0f" : "%.3g", value);
    }
}
