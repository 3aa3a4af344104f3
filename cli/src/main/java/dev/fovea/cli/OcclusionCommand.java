package dev.fovea.cli;

import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.option.ScoreOption;
import dev.fovea.cli.output.Artifact;
import dev.fovea.core.attribution.Method;
import dev.fovea.core.attribution.Occlusion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code fovea occlusion}: by how much the score drops where the picture is covered. */
@Command(
        name = "occlusion",
        customSynopsis = "fovea occlusion PICTURE|FOLDER|TENSOR.npy... --model MODEL [OPTIONS]",
        header = "By how much the score of a class drops where the picture is covered (occlusion maps).",
        description = {
            "",
            "Covers one square window after the other and runs the model on each: no gradient, so it serves",
            "models that 'fovea explain' refuses, but many runs. A pixel's value is the mean drop over the",
            "windows that cover it: red speaks for the class, blue against it. Writes",
            "<stem>.occlusion.<what> as 'fovea explain' does.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea occlusion cat.jpg --model resnet50.onnx",
            "  fovea occlusion cat.jpg --model resnet50.onnx --class tabby --window 40 --stride 8 --score prob",
            "  fovea occlusion cat.jpg --model resnet50.onnx --recipe pair"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OcclusionCommand extends MapCommand {
    @Option(
            names = "--recipe",
            paramLabel = "R",
            description =
                    "quick (default: a window of an eighth of the shorter side, half a window apart) or pair (PAIR's "
                            + "library: 15 pixels at every pixel, about 44000 runs for 224 x 224). All below changes it.")
    private String recipe = "quick";

    @Option(
            names = "--window",
            paramLabel = "N",
            converter = NumberConverters.Several.class,
            description = "Side of the window, in pixels of the model's input.")
    private @Nullable Integer window;

    @Option(
            names = "--stride",
            paramLabel = "N",
            converter = NumberConverters.Several.class,
            description = "Pixels from one window to the next.")
    private @Nullable Integer stride;

    @Option(
            names = "--value",
            paramLabel = "X",
            converter = NumberConverters.Finite.class,
            description = "What covers, in normalised input. Default: 0, the mean picture where a mean is subtracted.")
    private double value;

    @Mixin
    private ScoreOption score;

    @Override
    Method method() {
        Occlusion start = switch (recipe) {
            case "quick" -> new Occlusion();
            case "pair" -> Occlusion.pair();
            default ->
                throw new ParameterException(
                        spec().commandLine(),
                        "Invalid value for option '--recipe': '%s' is none of quick, pair".formatted(recipe));
        };
        if (output().artifacts().contains(Artifact.GRADIENT)) {
            throw new ParameterException(
                    spec().commandLine(), "Occlusion takes no gradient: leave gradient.npy (and all) out of '--save'");
        }
        return new Occlusion(
                window == null ? start.window() : window,
                stride == null ? start.stride() : stride,
                value,
                score.score());
    }

    @Override
    String suffix() {
        return ".occlusion";
    }
}
