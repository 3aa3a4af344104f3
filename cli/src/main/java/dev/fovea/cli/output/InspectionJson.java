package dev.fovea.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.autodiff.graph.Value;
import dev.fovea.core.model.ModelFile;
import dev.fovea.core.model.ModelInspection;
import dev.fovea.core.receipt.Receipt;
import java.util.List;
import java.util.Locale;

/** An inspection as JSON. */
public final class InspectionJson {
    private InspectionJson() {}

    /** The inspection as indented JSON; what was not found is missing. */
    public static String of(ModelFile file, ModelInspection found) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("model", file.source()).put("sha256", file.sha256());
        root.put("opset", found.opset()).put("irVersion", found.irVersion()).put("producer", found.producer());
        root.put("weights", found.parameters()).put("bytes", file.bytes());
        values(root.putArray("inputs"), found.inputs());
        values(root.putArray("outputs"), found.outputs());
        found.picture()
                .ifPresent(p -> root.putObject("picture")
                        .put("input", p.name())
                        .put("layout", p.layout().name())
                        .put("batch", p.batch())
                        .put("channels", p.channels())
                        .put("height", p.height())
                        .put("width", p.width()));
        found.head().ifPresent(head -> {
            ObjectNode score = root.putObject("score");
            score.put("output", head.output()).put("takenAt", head.logits());
            head.skipped().forEach(score.putArray("skipped")::add);
        });
        found.preprocessing()
                .ifPresent(p -> root.putObject("preprocessing")
                        .put("from", p.source())
                        .put("channels", p.channels().name())
                        .put("scale", p.scale()));
        ObjectNode labels = root.putObject("labels").put("from", found.labelsFrom());
        found.labels().names().forEach(labels.putArray("names")::add);
        found.problem().ifPresent(why -> root.put("problem", why));
        ArrayNode obstacles = root.putArray("withoutRule");
        found.obstacles()
                .forEach(o -> obstacles
                        .addObject()
                        .put("node", o.node())
                        .put("operator", o.operator())
                        .put("opset", o.opset())
                        .put("reason", o.reason()));
        ObjectNode operators = root.putObject("operators");
        found.operators().forEach(operators::put);
        ArrayNode layers = root.putArray("layers");
        found.layers()
                .forEach(l -> layers.addObject()
                        .put("name", l.name())
                        .put("operator", l.operator())
                        .put("shape", l.shape()));
        return new Receipt(root).toJson();
    }

    private static void values(ArrayNode to, List<Value> values) {
        for (Value value : values) {
            to.addObject()
                    .put("name", value.name())
                    .put("type", value.type().name().toLowerCase(Locale.ROOT))
                    .put("shape", String.valueOf(value.shape()));
        }
    }
}
