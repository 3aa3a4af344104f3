package dev.fovea.cli;

import dev.fovea.autodiff.graph.Value;
import dev.fovea.cli.output.InspectionJson;
import dev.fovea.cli.output.ProgressLine;
import dev.fovea.cli.output.TextTable;
import dev.fovea.core.model.ModelFile;
import dev.fovea.core.model.ModelInspection;
import dev.fovea.core.model.ScoreHead;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea inspect}: what there is to know of a model before explaining with it. */
@Command(
        name = "inspect",
        header = "What a model takes and gives, where its score is, and what stands in the way of explaining.",
        customSynopsis = "fovea inspect MODEL [--output NAME] [--json]",
        description = {
            "",
            "Does not run the model. A model that cannot be explained is described as well; the exit code is 0.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  fovea inspect resnet50.onnx",
            "  fovea inspect resnet50.onnx --json | jq '.layers[].name'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InspectCommand extends BaseCommand {
    @Parameters(paramLabel = "MODEL", description = "The classifier, an ONNX file.")
    private Path model;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output with the class scores, if the model has several.")
    private String output = "";

    @Option(names = "--json", description = "Print JSON to standard output, and nothing else there.")
    private boolean json;

    @Override
    public Integer call() {
        try (ProgressLine progress = ProgressLine.on(err())) {
            progress.stage("inspecting " + model.getFileName());
            ModelFile file = ModelFile.read(model);
            ModelInspection found = ModelInspection.of(file, output);
            progress.clear();
            if (json) {
                out().print(InspectionJson.of(file, found));
            } else {
                print(file, found);
            }
        }
        return OK;
    }

    private void print(ModelFile file, ModelInspection found) {
        TextTable table = new TextTable("", "ll");
        table.row(
                "model",
                "%s, opset %d, IR version %d%s"
                        .formatted(
                                model,
                                found.opset(),
                                found.irVersion(),
                                found.producer().isEmpty() ? "" : ", by " + found.producer()));
        table.row("size", String.format(Locale.ROOT, "%,d weights, %.1f MB", found.parameters(), file.bytes() / 1e6));
        found.inputs().forEach(v -> table.row("input", described(v)));
        found.outputs().forEach(v -> table.row("output", described(v)));
        found.picture().ifPresent(input -> table.row("picture", "'%s', %s".formatted(input.name(), input)));
        found.head().ifPresent(head -> table.row("score", described(head)));
        table.row(
                "prepared",
                found.preprocessing()
                        .map(p -> "as %s says: %s, (x * %s - %s) / %s"
                                .formatted(p.source(), p.channels(), p.scale(), p.mean(), p.std()))
                        .orElse("nothing says how; give --preset to explain"));
        List<String> names = found.labels().names();
        table.row(
                "labels",
                names.isEmpty()
                        ? "none found"
                        : "%d from %s: %s, ..., %s"
                                .formatted(
                                        names.size(), found.labelsFrom(), names.get(0), names.get(names.size() - 1)));
        table.row("gradient", gradient(found));
        table.row("operators", counts(found.operators()));
        table.print(out());
        found.obstacles().forEach(o -> out().println("  no rule: " + o));
        if (!found.layers().isEmpty()) {
            out().println("layers");
            TextTable layers = new TextTable("  ", "lll");
            found.layers().forEach(l -> layers.row(l.name(), l.operator(), l.shape()));
            layers.print(out());
        }
    }

    private static String described(Value value) {
        return "'%s', %s %s"
                .formatted(
                        value.name(),
                        value.type().name().toLowerCase(Locale.ROOT),
                        value.shape() == null ? "of unknown shape" : value.shape());
    }

    private static String described(ScoreHead head) {
        return head.skipped().isEmpty()
                ? "taken at the output '%s'".formatted(head.output())
                : "taken at '%s', before %s of the output '%s'"
                        .formatted(head.logits(), String.join(" and ", head.skipped()), head.output());
    }

    private static String gradient(ModelInspection found) {
        if (!found.obstacles().isEmpty()) {
            int count = found.obstacles().size();
            return "%d %s without a backward rule".formatted(count, count == 1 ? "node" : "nodes");
        }
        return found.problem()
                .map(why -> "cannot be taken: " + why)
                .orElse("every node between picture and score has a backward rule");
    }

    private static String counts(Map<String, Integer> operators) {
        return operators.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }
}
