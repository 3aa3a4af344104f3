package dev.fovea.cli;

import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.option.ScoreOption;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.TextTable;
import dev.fovea.cli.output.Wording;
import dev.fovea.core.attribution.LinearScoreModel;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureWriter;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.core.render.LinePlot;
import dev.fovea.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea linear}: the class score as a linear function of the picture, and how far that holds. */
@Command(
        name = "linear",
        header = "The linear score model S(I) ~ w.I + b that a saliency map stands on, and its error.",
        customSynopsis = "fovea linear PICTURE|TENSOR.npy --model MODEL [--at OTHER...] [OPTIONS]",
        description = {
            "",
            "w is the gradient at the picture I0, b = S(I0) - w.I0 (first-order Taylor expansion). Printed: score,",
            "prediction and its error along the straight path from I0 to the input that is zero everywhere (the",
            "mean picture where a mean is subtracted) and to each other picture; and the expansion at zero",
            "(Maclaurin), which is the same for all pictures. Plots go to <stem>.linear.png and",
            "<stem>.linear-<other>.png.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea linear cat.jpg --model resnet50.onnx",
            "  fovea linear cat.jpg --model resnet50.onnx --at dog.jpg --at car.jpg --class tabby"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LinearCommand extends BaseCommand {
    private static final int STEPS = 20;

    @Parameters(paramLabel = "PICTURE|TENSOR.npy", description = "The picture I0 that the score is expanded at.")
    private Path picture;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Option(
            names = "--at",
            arity = "1..*",
            paramLabel = "OTHER",
            description = "Other pictures to predict the score of the same class for.")
    private List<Path> others = new ArrayList<>();

    @Option(names = "--class", paramLabel = "CLASS", description = "top (default), an index, a label, or A-vs-B.")
    private String target = "top";

    @Mixin
    private ScoreOption score;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the plots. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                Subject subject = Subject.read(picture, classifier, limit.limits());
                List<Subject> ends = new ArrayList<>();
                for (Path other : others) {
                    ends.add(Subject.read(other, classifier, limit.limits()));
                }
                progress.stage("expanding the score at " + picture.getFileName());
                LinearScoreModel linear =
                        LinearScoreModel.at(classifier, subject.tensor(), Target.parse(target), score.score());
                Report report =
                        new Report(linear, Wording.label(linear.selection(), classifier.labels()), folder, progress);
                report.model();
                Tensor zero = new Tensor(
                        subject.tensor().shape(), new float[subject.tensor().values().length]);
                report.path("zero", zero, subject.name() + ".linear.png");
                for (Subject end : ends) {
                    String file = folder.claim(subject.name() + ".linear-" + end.name());
                    report.path(end.name(), end.tensor(), file + ".png");
                }
                report.maclaurin(
                        LinearScoreModel.maclaurin(
                                classifier, subject.tensor(), linear.selection().toTarget(), score.score()),
                        subject.tensor());
            }
        }
        return OK;
    }

    /** What is said of one linear model. */
    private final class Report {
        private final LinearScoreModel linear;
        private final String label;
        private final OutputFolder folder;
        private final ProgressLine progress;

        Report(LinearScoreModel linear, String label, OutputFolder folder, ProgressLine progress) {
            this.linear = linear;
            this.label = label;
            this.folder = folder;
            this.progress = progress;
        }

        void model() {
            progress.clear();
            out().println("%s, %s: S(I) ~ w.I + b".formatted(picture.getFileName(), label));
            new TextTable("  ", "lr")
                    .row("S(I0)", number(linear.score()))
                    .row("b", number(linear.bias()))
                    .row("|w|", number(linear.weightNorm()))
                    .print(out());
        }

        void path(String end, Tensor tensor, String file) {
            progress.stage("from I0 to " + end);
            List<LinearScoreModel.Point> points = linear.along(tensor, STEPS);
            progress.clear();
            out().println("from I0 (t = 0) to %s (t = 1)".formatted(end));
            TextTable table = new TextTable("  ", "rrrr").row("t", "S", "w.I + b", "error");
            for (int k = 0; k <= STEPS; k += 2) {
                LinearScoreModel.Point p = points.get(k);
                table.row(
                        String.format(Locale.ROOT, "%.1f", p.t()),
                        number(p.score()),
                        number(p.predicted()),
                        number(p.error()));
            }
            table.print(out());
            LinePlot plot = new LinePlot(
                    "%s: the score and its linear model".formatted(label),
                    "from %s (0) to %s (1)".formatted(picture.getFileName(), end),
                    "score",
                    List.of(
                            curve("score", points, LinearScoreModel.Point::score),
                            curve("w·I + b", points, LinearScoreModel.Point::predicted)));
            out().println("  saved " + folder.write(file, PictureWriter.toPng(plot.draw())));
        }

        void maclaurin(LinearScoreModel atZero, Tensor input) {
            progress.clear();
            out().println("expanded at zero instead (Maclaurin), the same w for every picture");
            double predicted = atZero.predict(input);
            new TextTable("  ", "lr")
                    .row("S(0)", number(atZero.score()))
                    .row("|w|", number(atZero.weightNorm()))
                    .row("w.I0 + b", number(predicted))
                    .row("error", number(predicted - linear.score()))
                    .print(out());
            if (atZero.weightNorm() == 0) {
                out().println("  w is 0: at zero no unit is active (ReLU'(0) = 0), so this expansion says nothing");
            }
        }
    }

    private static LinePlot.Curve curve(
            String name, List<LinearScoreModel.Point> points, ToDoubleFunction<LinearScoreModel.Point> y) {
        return new LinePlot.Curve(
                name,
                points.stream()
                        .map(p -> new LinePlot.Point(p.t(), y.applyAsDouble(p)))
                        .toList());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
