package dev.fovea.cli;

import dev.fovea.cli.option.DrawingOptions;
import dev.fovea.cli.output.Artifact;
import dev.fovea.cli.output.ExplanationFiles;
import dev.fovea.cli.output.OutputFolder;
import dev.fovea.cli.output.Wording;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.SaliencyMap;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.Picture;
import dev.fovea.core.image.PictureReader;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.scenes.EmbeddedModel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fovea demo}: the main job on what comes with Fovea. */
@Command(
        name = "demo",
        header = "Explains the picture that comes with Fovea with the classifier that comes with Fovea.",
        description = {
            "",
            "Writes demo.panel.png and demo.receipt.json, and the picture (demo.png) and the classifier",
            "(scenes-cnn.onnx, scenes-cnn.fovea.json) themselves, so that there is something to go on with.",
            ""
        },
        footer = {"", "Examples:", "  fovea demo", "  fovea demo --out /tmp/fovea"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand extends BaseCommand {
    private static final int INSIDE = 128;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: fovea-out.")
    private Path out = Path.of("fovea-out");

    @Override
    public Integer call() {
        OutputFolder folder = new OutputFolder(out);
        folder.check();
        Path shown = folder.write("demo.png", EmbeddedModel.demoPicture());
        Path model = folder.write("scenes-cnn.onnx", EmbeddedModel.model());
        folder.write("scenes-cnn.fovea.json", EmbeddedModel.sidecar());
        Picture mask = new PictureReader().read(EmbeddedModel.demoMask(), "demo.mask.png");
        ImageSaliency method = new ImageSaliency();
        try (Classifier classifier = Classifier.load(model)) {
            Explanation explanation = method.explain(classifier, Subject.read(shown, classifier), Target.top());
            Set<Artifact> artifacts = EnumSet.of(Artifact.PANEL, Artifact.RECEIPT);
            Path panel = new ExplanationFiles(folder, artifacts, new DrawingOptions()::overlay, 0, classifier)
                    .write(explanation, "What the classifier looks at", "demo")
                    .get(0);
            out().println("The classifier sees: %s, %s"
                    .formatted(explanation.label(), Wording.probability(explanation)));
            out().println(shares(explanation.mapOnPicture(), mask));
            out().println("Look at %s".formatted(panel));
            out().println("Go on with: %s explain %s --model %s --class k:3"
                    .formatted(System.getProperty("fovea.command", "fovea"), shown, model));
        }
        return OK;
    }

    private static String shares(SaliencyMap map, Picture mask) {
        double inside = 0;
        int area = 0;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                if (mask.channel(x, y, 0) >= INSIDE) {
                    inside += map.at(x, y);
                    area++;
                }
            }
        }
        return "On the object lies %s of the saliency; it covers %s of the picture"
                .formatted(
                        Wording.percent(inside / map.sum()),
                        Wording.percent((double) area / (map.width() * map.height())));
    }
}
