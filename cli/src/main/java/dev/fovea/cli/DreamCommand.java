package dev.fovea.cli;

import dev.fovea.cli.option.AscentOptions;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.ObjectiveOption;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.option.StartOption;
import dev.fovea.cli.output.DreamFiles;
import dev.fovea.cli.output.Interruption;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.core.classmodel.ClassModel;
import dev.fovea.core.classmodel.ClassModelPresets;
import dev.fovea.core.classmodel.ClassModelResult;
import dev.fovea.core.classmodel.Objective;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea dream}: the picture that a class, a channel, a unit or a layer likes best. */
@Command(
        name = "dream",
        customSynopsis =
                "fovea dream --model MODEL (--class CLASS | --channel LAYER:K | --neuron LAYER:K[:Y:X] | --layer LAYER) [OPTIONS]",
        header = "The picture that a class or a part of the model likes best (class models, DeepDream).",
        description = {
            "",
            "Climbs the gradient of the score from a starting picture. Writes <what>.<recipe>.png with the mean",
            "added back, .course.png and .course.csv with the score before every step, and .receipt.json.",
            "Ctrl-C saves what there is (exit code 130).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea dream --model squeezenet.onnx --preset imagenet-caffe-bgr --class goose",
            "  fovea dream --model resnet50.onnx --class goose --recipe lucid --steps 1000",
            "  fovea dream --model resnet50.onnx --class goose --tv 0.001 --jitter 8",
            "  fovea dream --model resnet50.onnx --layer /layer3/layer3.0/relu/Relu --start sky.jpg --size start"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DreamCommand extends BaseCommand {
    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "1", heading = "%nWhat is climbed, one of:%n")
    private ObjectiveOption objective;

    @Option(
            names = "--recipe",
            paramLabel = "R",
            description =
                    "simonyan (default for a class), yosinski, lucid (default for a channel or neuron), common or "
                            + "deepdream (default for a layer). All below changes it.")
    private @Nullable String recipe;

    @Mixin
    private StartOption start;

    @Mixin
    private AscentOptions changes;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        OutputFolder folder = OutputFolder.openToTheEnd(out);
        folder.check();
        Objective climbed = objective.objective();
        String name = recipe == null ? usual(climbed) : recipe.toLowerCase(Locale.ROOT);
        ClassModel ascent = changes.over(start.over(ClassModelPresets.named(name), limit.limits()));
        try (Interruption interruption = Interruption.watched();
                ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                classifier.preprocessing();
                Clock clock = new Clock();
                ClassModelResult result = ascent.maximize(classifier, climbed, (step, total, score) -> {
                    progress.stage(clock.line(step, total, score));
                    return !interruption.asked();
                });
                List<Path> files = new DreamFiles(folder, classifier).write(result, name, clock.nanos());
                progress.clear();
                tell(result, name, clock.nanos(), files);
                return result.complete() ? OK : INTERRUPTED;
            }
        }
    }

    private static String usual(Objective climbed) {
        return climbed instanceof Objective.ClassScore
                ? "simonyan"
                : climbed instanceof Objective.Layer ? "deepdream" : "lucid";
    }

    private void tell(ClassModelResult result, String name, long nanos, List<Path> files) {
        int steps = result.course().size();
        int planned = result.settings().steps() * result.settings().octaves().count();
        out().println(String.format(
                Locale.ROOT,
                "%s, %s: score %.4g at the start, %.4g after %s, %.4g as the picture saved; %.1f s",
                result.name(),
                name,
                result.course().get(0),
                result.score(),
                result.complete()
                        ? steps + (steps == 1 ? " step" : " steps")
                        : "%d of %d steps (interrupted)".formatted(steps, planned),
                result.pictureScore(),
                nanos / 1e9));
        if (result.addedNoise() > 0) {
            out().println("  at the start the gradient is zero everywhere; noise was added (deviation %s)"
                    .formatted(result.addedNoise()));
        }
        out().println("  saved " + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    /** What a progress line says of an ascent. */
    private static final class Clock {
        private final long start = System.nanoTime();

        long nanos() {
            return System.nanoTime() - start;
        }

        String line(int step, int total, double score) {
            double left = nanos() / 1e9 / step * (total - step);
            return String.format(Locale.ROOT, "step %d of %d, score %.4g, %.0f s left", step, total, score, left);
        }
    }
}
