package dev.fovea.core.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.core.FoveaException;
import dev.fovea.core.image.Resampling;
import dev.fovea.core.model.Preprocessing.Channels;
import dev.fovea.core.model.Preprocessing.Fit;
import dev.fovea.core.model.Preprocessing.ShorterSide;
import dev.fovea.core.model.Preprocessing.Squash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fovea's own description of a model, {@code <model>.fovea.json}: preprocessing and labels.
 *
 * <pre>{@code
 * {"preprocessing": {"channels": "RGB", "resize": {"mode": "shorter-side", "size": 256, "filter": "bilinear"},
 *                    "crop": 224, "scale": 0.00392156862745098,
 *                    "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
 *  "labels": ["cat", "dog"]}
 * }</pre>
 *
 * <p>{@code "preprocessing"} may also be the name of a preset.
 */
record Sidecar(Optional<Preprocessing> preprocessing, Labels labels) {

    static Sidecar parse(String json, String source) {
        JsonNode root = tree(json, source);
        JsonNode p = root.path("preprocessing");
        Optional<Preprocessing> preprocessing = p.isMissingNode()
                ? Optional.empty()
                : Optional.of((p.isTextual() ? Presets.named(p.asText()) : preprocessing(p, source)).from(source));
        JsonNode labels = root.path("labels");
        return new Sidecar(preprocessing, labels.isMissingNode() ? Labels.NONE : Labels.of(labels));
    }

    static JsonNode tree(String json, String source) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JacksonException e) {
            throw new FoveaException("%s is not valid JSON: %s".formatted(source, reason(e)), e);
        }
    }

    /** Jackson's reason with the place, without its remark on the source. */
    static String reason(JacksonException e) {
        String why = e.getOriginalMessage().replaceFirst(" \\(start marker.*", "");
        return e.getLocation() == null
                ? why
                : "%s (line %d, column %d)"
                        .formatted(
                                why,
                                e.getLocation().getLineNr(),
                                e.getLocation().getColumnNr());
    }

    private static Preprocessing preprocessing(JsonNode p, String source) {
        return new Preprocessing(
                fit(p, source),
                filter(p.path("resize").path("filter").asText("bilinear"), source),
                choice(Channels.class, p.path("channels").asText("RGB"), source),
                p.path("scale").asDouble(1),
                numbers(p.path("mean"), 0),
                numbers(p.path("std"), 1),
                source);
    }

    private static Fit fit(JsonNode p, String source) {
        JsonNode resize = p.path("resize");
        JsonNode size = resize.path("size");
        int crop = p.path("crop").asInt(0);
        String mode = resize.path("mode").asText("squash");
        return switch (mode) {
            case "none" -> new Squash(0, 0);
            case "squash" ->
                size.isArray()
                        ? new Squash(size.path(0).asInt(), size.path(1).asInt())
                        : new Squash(size.asInt(0), size.asInt(0));
            case "shorter-side" -> new ShorterSide(size.asInt(0), crop);
            default ->
                throw new FoveaException("%s: resize mode '%s' is not known; choose squash, shorter-side or none"
                        .formatted(source, mode));
        };
    }

    static Resampling filter(String name, String source) {
        return choice(Resampling.class, name, source);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String name, String source) {
        for (E e : type.getEnumConstants()) {
            if (e.name().equals(name.toUpperCase(Locale.ROOT))) {
                return e;
            }
        }
        throw new FoveaException("%s: '%s' is not one of %s".formatted(source, name, List.of(type.getEnumConstants())));
    }

    static List<Double> numbers(JsonNode node, double absent) {
        List<Double> all = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(n -> all.add(n.asDouble()));
        } else if (node.isNumber()) {
            all.add(node.asDouble());
        }
        return all.isEmpty() ? List.of(absent) : all;
    }
}
