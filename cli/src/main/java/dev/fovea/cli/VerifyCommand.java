package dev.fovea.cli;

import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.option.ScoreOption;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.TextTable;
import dev.fovea.cli.output.Wording;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Presets;
import dev.fovea.core.model.Target;
import dev.fovea.core.tensor.Tensor;
import dev.fovea.core.verification.GradientCheck;
import dev.fovea.scenes.EmbeddedModel;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea verify}: finite differences against the derived graph. */
@Command(
        name = "verify",
        header = "Checks the derived gradient of a model against finite differences of the model itself.",
        customSynopsis = "fovea verify MODEL [PICTURE|TENSOR.npy] [OPTIONS]",
        description = {
            "",
            "For a direction d the derived graph says g.d; the model itself says (S(x+hd) - S(x-hd)) / 2h, at the",
            "best of several steps h. Directions: the picture, the gradient, and random ones. A direction",
            "agrees up to a relative error of 0.01. It is a kink, and counts for nothing, where ReLU units,",
            "pooling windows or roundings switch at every step that float32 resolves.",
            "",
            "A quantised model is a staircase without a slope. It is measured with its roundings held: each adds",
            "what it adds at the picture. The slope of that is what the straight-through gradient claims.",
            ""
        },
        exitCodeList = {
            "  0:the derived gradient agrees",
            "  1:it does not, or nothing can be said, or an internal error",
            "  2:bad usage or bad input",
            "130:interrupted"
        },
        footer = {
            "",
            "Examples:",
            "  fovea verify resnet50.onnx",
            "  fovea verify resnet50.onnx cat.jpg --preset imagenet --class tabby --directions 20"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PICTURE|TENSOR.npy",
            description = "Where the gradient is checked. Default: the picture of 'fovea demo', prepared as the model"
                    + " wants it or, where nothing says how, to values from 0 to 1 (bytes: 0 to 255).")
    private @Nullable Path picture;

    @Option(names = "--class", paramLabel = "CLASS", description = "top (default), an index, a label, or A-vs-B.")
    private String target = "top";

    @Mixin
    private ScoreOption score;

    @Option(
            names = "--directions",
            paramLabel = "N",
            converter = NumberConverters.Count.class,
            description = "Random directions. Default: 8.")
    private int directions = 8;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random directions. Default: 0.")
    private long seed;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("verifying " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                Tensor input = picture == null
                        ? demo(classifier)
                        : Subject.read(picture, classifier, limit.limits()).tensor();
                GradientCheck check =
                        GradientCheck.run(classifier, input, Target.parse(target), score.score(), directions, seed);
                progress.clear();
                print(check, classifier);
                out().println(conclusion(check));
                return check.passed() && !isZero(check) ? OK : FAILED;
            }
        }
    }

    private static Tensor demo(Classifier classifier) {
        Picture picture = new PictureReader().read(EmbeddedModel.demoPicture(), "demo.png");
        if (classifier.hasPreprocessing()) {
            return classifier.tensor(picture);
        }
        boolean bytes = !classifier.gradientSource().equals(classifier.input().name());
        var unit = Presets.named(bytes ? "raw" : "unit");
        return unit.tensor(unit.view(picture, unit.framing(picture, classifier.input())), classifier.input());
    }

    private void print(GradientCheck check, Classifier classifier) {
        out().println("%s, %s, at %s"
                .formatted(
                        model.getFileName(),
                        Wording.label(check.selection(), classifier.labels()),
                        picture == null ? "the demo's picture" : picture));
        TextTable table = new TextTable("  ", "lrrrrl").row("direction", "g.d", "measured", "error", "step", "");
        for (GradientCheck.Direction d : check.directions()) {
            table.row(
                    d.name(),
                    number("%.6g", d.derived()),
                    number("%.6g", d.measured()),
                    number("%.1e", d.error()),
                    number("%.0e", d.step()),
                    switch (d.verdict()) {
                        case AGREES -> "agrees";
                        case KINK -> "kink: %d switch".formatted(d.switches());
                        case WRONG -> "WRONG";
                    });
        }
        table.print(out());
        if (check.roundingsHeld()) {
            out().println(
                            !classifier
                                            .gradientSource()
                                            .equals(classifier.input().name())
                                    ? "Measured where the model makes floats of the picture's bytes"
                                    : "Measured with the roundings of the quantised model held as they are at this picture");
        }
    }

    private static String conclusion(GradientCheck check) {
        boolean wrong = check.directions().stream().anyMatch(d -> d.verdict() == GradientCheck.Verdict.WRONG);
        if (wrong) {
            return "The derived gradient is wrong";
        }
        if (isZero(check)) {
            return "Nothing can be said: the derived gradient is zero everywhere";
        }
        if (check.passed()) {
            return "The derived gradient is right: %d of %d directions agree, largest relative error %s (allowed %s)"
                    .formatted(
                            check.directions().stream()
                                    .filter(d -> d.verdict() == GradientCheck.Verdict.AGREES)
                                    .count(),
                            check.directions().size(),
                            number("%.1e", check.largestError()),
                            GradientCheck.TOLERANCE);
        }
        return "Nothing can be said: every direction crosses kinks";
    }

    private static boolean isZero(GradientCheck check) {
        return check.directions().stream().allMatch(d -> d.derived() == 0);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
