package dev.fovea.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.autodiff.graph.ElementType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a model is needed to use its derived graphs: enough not to look at the model itself.
 *
 * @param source the value the gradient is taken at
 * @param classes -1 if the model does not say
 */
record Outline(ModelInput input, ScoreHead head, String source, long classes) {

    static Outline of(PreparedModel model) {
        long[] sizes = model.types().of(model.head().logits()).knownShape().sizes();
        long count = 1;
        for (int i = sizes.length == 1 ? 0 : 1; i < sizes.length; i++) {
            count = sizes[i] < 0 || count < 0 ? -1 : count * sizes[i];
        }
        return new Outline(model.input(), model.head(), model.source(), count);
    }

    byte[] toBytes() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ObjectNode in = json.putObject("input");
        in.put("name", input.name()).put("type", input.type().name());
        in.put("layout", input.layout().name()).put("batch", input.batch()).put("channels", input.channels());
        in.put("height", input.height()).put("width", input.width());
        ObjectNode out = json.putObject("head");
        out.put("output", head.output()).put("logits", head.logits());
        out.put("normalization", head.normalization().name());
        head.skipped().forEach(out.putArray("skipped")::add);
        return json.put("source", source).put("classes", classes).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads {@link #toBytes}; empty if it is something else. */
    static Optional<Outline> parse(byte[] bytes) {
        try {
            JsonNode json = new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
            JsonNode in = json.path("input");
            JsonNode out = json.path("head");
            List<String> skipped = new ArrayList<>();
            out.path("skipped").forEach(s -> skipped.add(s.asText()));
            return Optional.of(new Outline(
                    new ModelInput(
                            in.path("name").asText(),
                            ElementType.valueOf(in.path("type").asText()),
                            ModelInput.Layout.valueOf(in.path("layout").asText()),
                            in.path("batch").asLong(),
                            in.path("channels").asInt(),
                            in.path("height").asLong(),
                            in.path("width").asLong()),
                    new ScoreHead(
                            out.path("output").asText(),
                            out.path("logits").asText(),
                            ScoreHead.Normalization.valueOf(
                                    out.path("normalization").asText()),
                            skipped),
                    json.path("source").asText(),
                    json.path("classes").asLong()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
