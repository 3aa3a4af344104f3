package dev.fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.cli.option.ClassOption;
import dev.fovea.cli.output.ExplanationFiles;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.Slug;
import dev.fovea.cli.output.Wording;
import dev.fovea.core.FoveaException;
import dev.fovea.core.attribution.Explanation;
import dev.fovea.core.attribution.Method;
import dev.fovea.core.attribution.Subject;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.Target;
import dev.fovea.core.receipt.Receipt;
import dev.fovea.core.work.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains files, as many at a time as the classifier runs abreast; one that cannot be read does not stop the others.
 * Pictures are decoded ahead, and results drawn and written behind in the order of the files, on threads of their own.
 * Not thread-safe.
 */
final class ExplainRun {
    private final Classifier classifier;
    private final Method method;
    private final String suffix;
    private final ClassOption classes;
    private final ExplanationFiles writer;
    private final ProgressLine progress;
    private final Map<String, FoveaException> unreadable = new LinkedHashMap<>();
    private final List<String> receipts = new ArrayList<>();
    private int explained;

    /** @param suffix what follows the picture's name in the files' names */
    ExplainRun(
            Classifier classifier,
            Method method,
            String suffix,
            ClassOption classes,
            ExplanationFiles writer,
            ProgressLine progress) {
        this.classifier = classifier;
        this.method = method;
        this.suffix = suffix;
        this.classes = classes;
        this.writer = writer;
        this.progress = progress;
    }

    /**
     * @param ahead the pictures
     * @param out where to tell of each picture; null to keep the receipts instead
     */
    void all(List<Path> files, ReadAhead ahead, @Nullable PrintWriter out) {
        ahead.prepareFor(classifier);
        int abreast = classifier.execution().abreast();
        try (WriteBehind behind = new WriteBehind();
                Workers workers = new Workers("explain", abreast)) {
            Deque<Begun> begun = new ArrayDeque<>();
            for (int i = 0; i < files.size(); i++) {
                String name = String.valueOf(files.get(i).getFileName());
                String stage = "%d of %d: %s".formatted(i + 1, files.size(), name);
                progress.stage(stage);
                try {
                    Subject subject = ahead.next();
                    String stem = writer.folder().claim(subject.name() + suffix);
                    List<Target> targets = classes.targets(classifier, subject);
                    for (int rank = 1; rank <= targets.size(); rank++) {
                        Target target = targets.get(rank - 1);
                        Workers.Work<Timed> map = workers.begin(() -> map(subject, target, stage));
                        begun.add(new Begun(name, stem, rank, rank == targets.size(), map));
                        if (begun.size() == abreast) {
                            finish(begun.remove(), behind, out);
                        }
                    }
                } catch (FoveaException e) {
                    unreadable(e);
                }
            }
            while (!begun.isEmpty()) {
                finish(begun.remove(), behind, out);
            }
        }
        progress.clear();
    }

    /** A map that is being made, of the class of some rank; the last of its file or not. */
    private record Begun(String fileName, String stem, int rank, boolean last, Workers.Work<Timed> map) {}

    /** A map, and how long it took. */
    private record Timed(Explanation explanation, long milliseconds) {}

    private synchronized void unreadable(FoveaException e) {
        unreadable.putIfAbsent(String.valueOf(e.getMessage()), e);
    }

    /** How many files were explained. */
    int explained() {
        return explained;
    }

    /** What could not be read, each message once. */
    List<FoveaException> unreadable() {
        return List.copyOf(unreadable.values());
    }

    /** All receipts as one JSON array. */
    String receiptsAsJson() {
        return receipts.isEmpty() ? "[]\n" : "[\n" + String.join(",\n", receipts) + "\n]\n";
    }

    private Timed map(Subject subject, Target target, String stage) {
        long start = System.nanoTime();
        Explanation explanation = method.explain(
                classifier,
                subject,
                target,
                (done, total) -> progress.stage("%s, %d of %d runs".formatted(stage, done, total)));
        return new Timed(explanation, (System.nanoTime() - start) / 1_000_000);
    }

    /** Waits for a map and leaves it to be drawn and written. */
    private void finish(Begun begun, WriteBehind behind, @Nullable PrintWriter out) {
        try {
            Timed map = begun.map().result();
            String base = base(begun.stem(), begun.rank(), map.explanation());
            behind.submit(() -> {
                try {
                    write(map.explanation(), begun.fileName(), base, map.milliseconds(), begun.last(), out);
                } catch (FoveaException e) {
                    unreadable(e);
                }
            });
        } catch (FoveaException e) {
            unreadable(e);
        }
    }

    private void write(
            Explanation explanation,
            String fileName,
            String base,
            long milliseconds,
            boolean last,
            @Nullable PrintWriter out) {
        List<Path> files = writer.write(explanation, fileName, base);
        if (out == null) {
            receipts.add(receipt(explanation, files));
        } else {
            progress.clear();
            tell(out, explanation, fileName, milliseconds, files, last);
        }
        explained += last ? 1 : 0;
    }

    private String base(String stem, int rank, Explanation explanation) {
        if (!classes.several()) {
            return stem;
        }
        String label =
                Slug.of(explanation.label(), "class-" + explanation.selection().index());
        return writer.folder().claim("%s.%d-%s".formatted(stem, rank, label));
    }

    private void tell(
            PrintWriter out, Explanation e, String fileName, long milliseconds, List<Path> files, boolean last) {
        out.println("%s: %s, %s, %s, %d ms"
                .formatted(
                        fileName,
                        Wording.label(e.selection(), classifier.labels()),
                        Wording.probability(e),
                        Wording.score(e),
                        milliseconds));
        if (last) {
            out.println("  best: " + Wording.best(e.scores(), classifier.labels(), 5));
        }
        if (!files.isEmpty()) {
            out.println("  saved " + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
    }

    private static String receipt(Explanation explanation, List<Path> files) {
        ObjectNode receipt = (ObjectNode) explanation.receipt().json();
        ArrayNode names = receipt.putArray("files");
        files.forEach(file -> names.add(file.toString()));
        return new Receipt(receipt).toJson().strip();
    }
}
