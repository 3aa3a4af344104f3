package dev.fovea.cli;

import dev.fovea.cli.option.ClassOption;
import dev.fovea.cli.option.DrawingOptions;
import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.MethodOptions;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.OutputOptions;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.output.ExplanationFiles;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.model.Classifier;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea explain}: saliency maps of pictures. */
@Command(
        name = "explain",
        customSynopsis = "fovea explain PICTURE|FOLDER|TENSOR.npy... --model MODEL [OPTIONS]",
        header = "Which pixels of a picture the score of a class hangs on (saliency maps).",
        description = {
            "",
            "Writes <stem>.<what> for every picture: <stem>.panel.png, <stem>.overlay.png, <stem>.heatmap.png,",
            "<stem>.map.npy (the map on the model's grid, HxW float32), <stem>.gradient.npy (dS/dI in the",
            "model's layout, float32), <stem>.ranking.csv, <stem>.receipt.json; with several classes",
            "<stem>.<rank>-<label>.<what>. Pictures of one name get -2, -3, ... Files of an earlier run are",
            "replaced.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea explain cat.jpg --model squeezenet.onnx --preset imagenet-caffe-bgr",
            "  fovea explain photos/ --model resnet50.onnx --class k:3 --save overlay,receipt --out maps",
            "  fovea explain cat.jpg --model resnet50.onnx --class tabby-vs-lynx --magnitude signed",
            "  fovea explain cat.jpg --model resnet50.onnx --repeat noise:50:0.15",
            "  fovea explain tensor.npy --model resnet50.onnx --save gradient.npy",
            "  fovea explain cat.jpg --model resnet50.onnx --save none --json | jq '.[0].class.label'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExplainCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE|FOLDER|TENSOR.npy",
            description =
                    "Pictures; folders, whose pictures are taken in the order of their names (folders in them are "
                            + "not searched); tensors that are preprocessed already, 1xCxHxW or in the model's layout.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Mixin
    private ClassOption classes;

    @Mixin
    private MethodOptions method;

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

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        ImageSaliency saliency = method.saliency();
        OutputFolder folder = output.folder();
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                classes.check(classifier);
                if (!files.stream().allMatch(InputFiles::isTensor)) {
                    classifier.preprocessing();
                }
                ExplanationFiles writer = new ExplanationFiles(
                        folder, output.artifacts(), drawing::overlay, output.topPixels(), classifier);
                ExplainRun run = new ExplainRun(classifier, saliency, classes, writer, progress);
                try {
                    run.all(files, limit.limits(), json ? null : out());
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
