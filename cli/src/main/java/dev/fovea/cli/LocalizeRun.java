package dev.fovea.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.cli.option.ClassOption;
import dev.fovea.cli.option.TruthOption.Truth;
import dev.fovea.cli.output.ObjectFiles;
import dev.fovea.cli.output.ObjectFiles.Found;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.Wording;
import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.ImageSaliency;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureLimits;
import dev.fovea.core.localization.BoundingBox;
import dev.fovea.core.localization.LocalizedObject;
import dev.fovea.core.localization.Localizer;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.core.receipt.Receipt;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Localises in one picture after the other; what fails does not stop the rest. Not thread-safe. */
final class LocalizeRun {
    private final Classifier classifier;
    private final ImageSaliency saliency;
    private final Localizer localizer;
    private final ClassOption classes;
    private final Optional<Truth> truth;
    private final ObjectFiles writer;
    private final ProgressLine progress;
    private final Map<String, FoveaException> failures = new LinkedHashMap<>();
    private final List<Receipt> receipts = new ArrayList<>();

    LocalizeRun(
            Classifier classifier,
            ImageSaliency saliency,
            Localizer localizer,
            ClassOption classes,
            Optional<Truth> truth,
            ObjectFiles writer,
            ProgressLine progress) {
        this.classifier = classifier;
        this.saliency = saliency;
        this.localizer = localizer;
        this.classes = classes;
        this.truth = truth;
        this.writer = writer;
        this.progress = progress;
    }

    /** @param out where to tell of each object; null for nowhere */
    void all(List<Path> files, PictureLimits limits, @Nullable PrintWriter out) {
        for (int i = 0; i < files.size(); i++) {
            String fileName = String.valueOf(files.get(i).getFileName());
            progress.stage("%d of %d: %s".formatted(i + 1, files.size(), fileName));
            try {
                one(Subject.read(files.get(i), classifier, limits), fileName, out);
            } catch (FoveaException e) {
                failed(e);
            }
        }
        progress.clear();
    }

    /** What could not be read or localised, each message once. */
    List<FoveaException> failures() {
        return List.copyOf(failures.values());
    }

    /** The receipts of all objects as one JSON array. */
    String receiptsAsJson() {
        return ObjectFiles.array(receipts);
    }

    private void failed(FoveaException e) {
        failures.putIfAbsent(String.valueOf(e.getMessage()), e);
    }

    private void one(Subject subject, String fileName, @Nullable PrintWriter out) {
        List<Found> all = new ArrayList<>();
        for (Target target : classes.targets(classifier, subject)) {
            try {
                Explanation explanation = saliency.explain(classifier, subject, target);
                long start = System.nanoTime();
                LocalizedObject object = localizer.localize(explanation);
                all.add(found(explanation, object, System.nanoTime() - start));
            } catch (FoveaException e) {
                failed(new FoveaException("%s: %s".formatted(fileName, e.getMessage()), e));
            }
        }
        if (all.isEmpty()) {
            return;
        }
        List<Path> files = writer.write(fileName, subject.name(), all);
        all.forEach(found -> receipts.add(found.receipt()));
        if (out != null) {
            progress.clear();
            out.println(fileName);
            all.forEach(found -> out.println("  " + line(found)));
            out.println("  saved " + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
    }

    private Found found(Explanation explanation, LocalizedObject object, long nanos) {
        ObjectNode receipt =
                (ObjectNode) object.receipt(explanation, localizer, nanos).json();
        truth.ifPresent(t -> {
            ObjectNode overlap = receipt.putObject("truth");
            overlap.put("boxIou", t.boxOverlap(object));
            t.maskOverlap(object).ifPresent(iou -> overlap.put("maskIou", iou));
        });
        return new Found(explanation, object, new Receipt(receipt), nanos);
    }

    private String line(Found found) {
        BoundingBox box = found.object().box();
        String overlap = truth.map(t -> ", box IoU %s%s"
                        .formatted(
                                decimal(t.boxOverlap(found.object())),
                                t.maskOverlap(found.object())
                                        .map(iou -> ", mask IoU " + decimal(iou))
                                        .orElse("")))
                .orElse("");
        return "%s, %s: box x %d to %d, y %d to %d, mask %s of the picture%s, %d ms"
                .formatted(
                        Wording.label(found.explanation().selection(), classifier.labels()),
                        Wording.probability(found.explanation()),
                        box.x(),
                        box.x() + box.width() - 1,
                        box.y(),
                        box.y() + box.height() - 1,
                        Wording.percent(found.object().mask().share()),
                        overlap,
                        found.nanos() / 1_000_000);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
