package dev.fovea.cli;

import dev.fovea.cli.option.InputFiles;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.option.PixelLimit;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.page.PaperPage;
import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.classmodel.ClassModel;
import dev.fovea.core.classmodel.ClassModelPresets;
import dev.fovea.core.image.UnreadablePictureException;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.receipt.Versions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea paper}: the paper's figures as one page. */
@Command(
        name = "paper",
        customSynopsis = "fovea paper PICTURE|FOLDER... --model MODEL [OPTIONS]",
        header = "All figures of Simonyan et al. (2013) for your model and pictures, as one HTML page.",
        description = {
            "",
            "Class models of the predicted classes, saliency maps over ten crops, segmentation and boxes,",
            "gradient beside deconvnet and guided backpropagation, and how far the score is linear; with each a",
            "word on how to read it, and its receipt. The page is one file with everything in it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea paper cat.jpg dog.jpg --model resnet50.onnx --out page.html",
            "  fovea paper photos/ --model resnet50.onnx --recipe lucid --classes 3",
            "  fovea paper cat.jpg --model resnet50.onnx --steps 20     # a quick look"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PaperCommand extends BaseCommand {
    private static final int MOST_PICTURES = 50;

    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE|FOLDER",
            description = "Up to 50 pictures; folders, whose pictures are taken in the order of their names.")
    private List<Path> inputs;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Option(names = "--out", paramLabel = "FILE", description = "The page. Default: fovea-out/paper.html.")
    private Path out = Path.of("fovea-out", "paper.html");

    @Option(
            names = "--recipe",
            paramLabel = "R",
            description =
                    "How class models are made: simonyan (default), yosinski, lucid or common; see 'fovea dream'.")
    private String recipe = "simonyan";

    @Option(
            names = "--steps",
            paramLabel = "N",
            converter = NumberConverters.Several.class,
            description = "Steps of a class model. Default: the recipe's, 150 to 512.")
    private @Nullable Integer steps;

    @Option(
            names = "--classes",
            paramLabel = "N",
            converter = NumberConverters.Count.class,
            description = "At most so many class models, of the classes predicted first. Default: 8.")
    private int mostClasses = 8;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private PixelLimit limit;

    @Override
    public Integer call() {
        List<Path> files = InputFiles.expand(inputs);
        check(files);
        ClassModel preset = ClassModelPresets.named(recipe.toLowerCase(Locale.ROOT));
        ClassModel ascent = steps == null ? preset : preset.withSteps(steps);
        Path folderPath = out.toAbsolutePath().getParent();
        OutputFolder folder = new OutputFolder(folderPath == null ? out.toAbsolutePath() : folderPath);
        folder.check();
        long start = System.nanoTime();
        int unreadable = 0;
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("loading " + model.getFileName());
            try (Classifier classifier = modelOptions.load(model)) {
                classifier.preprocessing();
                PaperPage page = new PaperPage(String.valueOf(model.getFileName()));
                PaperRun run = new PaperRun(classifier, page, progress);
                for (int i = 0; i < files.size(); i++) {
                    String name = String.valueOf(files.get(i).getFileName());
                    try {
                        Subject subject = Subject.read(files.get(i), classifier, limit.limits());
                        run.picture(subject, name, "picture %d of %d, %s".formatted(i + 1, files.size(), name));
                    } catch (UnreadablePictureException e) {
                        unreadable++;
                        progress.clear();
                        report(e);
                    }
                }
                if (unreadable == files.size()) {
                    return BAD_INPUT;
                }
                List<Integer> shown =
                        run.classes().keySet().stream().limit(mostClasses).toList();
                for (int i = 0; i < shown.size(); i++) {
                    run.classModel(shown.get(i), ascent, "class model %d of %d".formatted(i + 1, shown.size()));
                }
                facts(page, classifier, files.size() - unreadable, run.classes().size(), shown.size());
                Path written = folder.write(
                        String.valueOf(out.getFileName()), page.html().getBytes(StandardCharsets.UTF_8));
                progress.clear();
                out().println(String.format(
                        Locale.ROOT,
                        "%d of %d pictures, %d class models, %.1f s",
                        files.size() - unreadable,
                        files.size(),
                        shown.size(),
                        (System.nanoTime() - start) / 1e9));
                out().println("  saved " + (out.isAbsolute() ? written : out));
            }
        }
        return unreadable == 0 ? OK : BAD_INPUT;
    }

    private void check(List<Path> files) {
        if (files.size() > MOST_PICTURES) {
            throw new FoveaException("A page holds up to %d pictures, found %d; choose some of them"
                    .formatted(MOST_PICTURES, files.size()));
        }
        files.stream().filter(InputFiles::isTensor).findFirst().ifPresent(file -> {
            throw new FoveaException("'%s' is a tensor; the page needs pictures, give the picture".formatted(file));
        });
    }

    private void facts(PaperPage page, Classifier classifier, int pictures, int predicted, int shown) {
        page.fact("Pictures", Integer.toString(pictures));
        page.fact(
                "Predicted classes",
                shown < predicted ? "%d, class models of %d".formatted(predicted, shown) : Integer.toString(predicted));
        page.fact("Input", classifier.input().toString());
        page.fact("Preprocessing", classifier.preprocessing().source());
        page.fact("Class models", steps == null ? recipe : "%s, %d steps".formatted(recipe, steps));
        page.fact("Model, SHA-256", classifier.file().sha256().substring(0, 12) + "…");
        page.fact("Fovea", Versions.current().fovea());
    }
}
