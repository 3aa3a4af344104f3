package dev.fovea.cli;

import dev.fovea.cli.option.ClassOption;
import dev.fovea.cli.option.DrawingOptions;
import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.OutputOptions;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.output.ExplanationFiles;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.core.attribution.Method;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that makes a map of every picture, whatever the method. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class MapCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE|FOLDER|TENSOR.npy",
            description =
                    "Pictures; folders, whose pictures are taken in the order of their names (folders in them are "
                            + "not searched, panels, overlays, heat maps and masks of earlier runs left out); tensors that are preprocessed already, 1xCxHxW or in the model's layout.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Mixin
    private ClassOption classes;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private OutputOptions output;

    @Mixin
    private DrawingOptions drawing;

    @Mixin
    private PixelLimit limit;

    @Option(
            names = "--json",
            description = "Print the receipts to standard output, as one JSON array once all is done, and nothing else "
                    + "there. Each names the files that were written.")
    private boolean json;

    /** The method with the options given. */
    abstract Method method();

    /** What follows the picture's name in the files' names. */
    abstract String suffix();

    final OutputOptions output() {
        return output;
    }

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        Method method = method();
        OutputFolder folder = output.folder();
        try (ProgressLine progress = ProgressLine.on(err());
                ReadAhead ahead = new ReadAhead(files, limit.limits())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model, files.size() * method.runs())) {
                classes.check(classifier);
                if (!files.stream().allMatch(InputFiles::isTensor)) {
                    classifier.preprocessing();
                }
                ExplanationFiles writer = new ExplanationFiles(
                        folder, output.artifacts(), drawing::overlay, output.topPixels(), classifier);
                ExplainRun run = new ExplainRun(classifier, method, suffix(), classes, writer, progress);
                try {
                    run.all(files, ahead, json ? null : out());
                    if (json) {
                        out().print(run.receiptsAsJson());
                    }
                } finally {
                    run.unreadable().forEach(this::report);
                    if (files.size() > 1 && !run.unreadable().isEmpty()) {
                        err().println("fovea: %d of %d files were explained".formatted(run.explained(), files.size()));
                    }
                }
                return run.unreadable().isEmpty() ? OK : BAD_INPUT;
            }
        }
    }
}
