package dev.fovea.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.cli.option.ModelOptions;
import dev.fovea.cli.option.NumberConverters;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.TextTable;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.model.ClassifierOptions;
import dev.fovea.core.model.ModelTimes;
import dev.fovea.core.receipt.Versions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea bench}: how long the user's own model takes. */
@Command(
        name = "bench",
        header = "Times a model on this machine: its forward pass, a saliency map, and the ratio of the two.",
        customSynopsis = "fovea bench MODEL [--batch B] [--threads T] [--runs N] [OPTIONS]",
        description = {
            "",
            "Forward passes and maps (scores and gradient in one run) are timed in turn, after three rounds that",
            "are not. Times are wall time; the minimum is what other work on the machine disturbs least. A map",
            "cannot take much less than 2.0 forward passes: going back does the same multiplications.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea bench resnet50.onnx",
            "  fovea bench resnet50.onnx --batch 8 --threads 2 --runs 50 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand extends BaseCommand {
    @Parameters(paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Option(
            names = "--batch",
            paramLabel = "B",
            converter = NumberConverters.Count.class,
            description = "Pictures in a run. Default: 1.")
    private int batch = ModelTimes.Settings.DEFAULT.batch();

    @Option(
            names = "--runs",
            paramLabel = "N",
            converter = NumberConverters.Count.class,
            description = "Runs that are timed. Default: 20.")
    private int runs = ModelTimes.Settings.DEFAULT.runs();

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = NumberConverters.Count.class,
            description = "Height and width of the pictures, where the model takes any. Default: 224.")
    private int size = ModelTimes.Settings.DEFAULT.size();

    @Mixin
    private ModelOptions modelOptions;

    @Option(names = "--json", description = "Print JSON to standard output, and nothing else there.")
    private boolean json;

    @Override
    public Integer call() {
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("timing " + model.getFileName());
            ClassifierOptions options = modelOptions.with(Classifier.from(model));
            ModelTimes times = ModelTimes.measure(
                    options,
                    new ModelTimes.Settings(batch, runs, size),
                    (done, total) ->
                            progress.stage("timing %s, %d of %d rounds".formatted(model.getFileName(), done, total)));
            progress.clear();
            if (json) {
                out().println(json(times, options).toPrettyString());
            } else {
                print(times, options);
            }
        }
        return OK;
    }

    private void print(ModelTimes times, ClassifierOptions options) {
        int threads = options.execution().threads();
        out().println("%s, %s, %s, %d runs"
                .formatted(
                        model.getFileName(),
                        Arrays.stream(times.shape()).mapToObj(Long::toString).collect(Collectors.joining("x")),
                        threads == 0 ? "a thread per core" : threads == 1 ? "1 thread" : threads + " threads",
                        times.forward().length));
        TextTable table = new TextTable("  ", "lrr").row("", "minimum", "median");
        row(table, "forward pass", times.forward());
        row(table, "saliency map", times.saliency());
        table.row(
                "map / forward",
                number("%.2f", times.ratio()),
                number("%.2f", ModelTimes.median(times.saliency()) / ModelTimes.median(times.forward())));
        table.print(out());
        out().println("Before the first map: preparing %s ms, differentiating %s ms (%d nodes become %d), opening %s ms"
                .formatted(
                        number("%.0f", times.prepare()),
                        number("%.0f", times.differentiate()),
                        times.nodes(),
                        times.derivedNodes(),
                        number("%.0f", times.open())));
        if (times.peakBytes() >= 0) {
            out().println("Peak resident memory: %d MB".formatted(times.peakBytes() >> 20));
        }
    }

    private static void row(TextTable table, String name, double[] times) {
        table.row(name, number("%.1f ms", times[0]), number("%.1f ms", ModelTimes.median(times)));
    }

    private ObjectNode json(ModelTimes times, ClassifierOptions options) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("model", String.valueOf(model.getFileName()));
        json.put("sha256", options.file().sha256());
        ArrayNode shape = json.putArray("shape");
        Arrays.stream(times.shape()).forEach(shape::add);
        json.put("threads", options.execution().threads());
        json.put("precision", options.execution().precision().name().toLowerCase(Locale.ROOT));
        json.put("runs", times.forward().length);
        times(json.putObject("forward"), times.forward());
        times(json.putObject("saliency"), times.saliency());
        json.put("ratio", times.ratio());
        json.put("prepare", times.prepare());
        json.put("differentiate", times.differentiate());
        json.put("open", times.open());
        json.put("nodes", times.nodes());
        json.put("derivedNodes", times.derivedNodes());
        json.put("peakBytes", times.peakBytes());
        Versions versions = Versions.current();
        json.putObject("versions")
                .put("fovea", versions.fovea())
                .put("onnxruntime", versions.onnxRuntime())
                .put("java", versions.java())
                .put("platform", versions.platform());
        return json;
    }

    private static void times(ObjectNode to, double[] ascending) {
        to.put("minimum", ascending[0]).put("median", ModelTimes.median(ascending));
        to.put("unit", "ms");
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
