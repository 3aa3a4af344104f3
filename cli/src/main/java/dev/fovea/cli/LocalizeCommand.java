package dev.fovea.cli;

import dev.fovea.cli.option.ClassOption;
import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.LocalizerOption;
import dev.fovea.cli.option.MethodOptions;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.option.TruthOption;
import dev.fovea.cli.output.ObjectFiles;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.core.FoveaException;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea localize}: where the objects of classes are. */
@Command(
        name = "localize",
        customSynopsis = "fovea localize PICTURE|FOLDER... --model MODEL [OPTIONS]",
        header = "Where the object of each class is: boxes and masks from saliency maps (GraphCut).",
        description = {
            "",
            "Writes for every picture <stem>.objects.png (the objects side by side), <stem>.<rank>-<label>.mask.png",
            "(white on the object, in the picture's size) and <stem>.objects.json (boxes, figures and receipts).",
            "Files of an earlier run are replaced.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea localize cat.jpg --model resnet50.onnx",
            "  fovea localize photos/ --model resnet50.onnx --class top --repeat crops10",
            "  fovea localize cat.jpg --model resnet50.onnx --class tabby --truth 40,25,180,200",
            "  fovea localize cat.jpg --model resnet50.onnx --method threshold:0.25 --smoothing 0.05"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LocalizeCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE|FOLDER",
            description = "Pictures; folders, whose pictures are taken in the order of their names.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Mixin
    private ClassOption classes = new ClassOption("k:5");

    @Mixin
    private LocalizerOption localizer;

    @Mixin
    private TruthOption truth;

    @Mixin
    private MethodOptions method;

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Mixin
    private PixelLimit limit;

    @Option(
            names = "--json",
            description =
                    "Print what <stem>.objects.json holds to standard output, as one JSON array, and nothing else "
                            + "there.")
    private boolean json;

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        Optional<TruthOption.Truth> known = truth.truth();
        if (known.isPresent() && files.size() > 1) {
            throw new FoveaException("--truth is of one picture, found %d pictures; give one".formatted(files.size()));
        }
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                classes.check(classifier);
                classifier.preprocessing();
                LocalizeRun run = new LocalizeRun(
                        classifier,
                        method.saliency(),
                        localizer.localizer(),
                        classes,
                        known,
                        new ObjectFiles(folder, classifier),
                        progress);
                run.all(files, limit.limits(), json ? null : out());
                if (json) {
                    out().print(run.receiptsAsJson());
                }
                run.failures().forEach(this::report);
                return run.failures().isEmpty() ? OK : BAD_INPUT;
            }
        }
    }
}
