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
import java.util.Set;
import java.util.TreeSet;

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
    private static final Set<String> KEYS = Set.of("layout", "channels", "resize", "crop", "scale", "mean", "std");
    private static final Set<String> RESIZE_KEYS = Set.of("mode", "size", "filter");

    static Sidecar parse(String json, String source) {
        JsonNode root = tree(json, source);
        if (!root.isObject() && !root.isMissingNode()) {
            throw new FoveaException("%s is not a JSON object with 'preprocessing' and 'labels'".formatted(source));
        }
        JsonNode p = root.path("preprocessing");
        JsonNode labels = root.path("labels");
        if (isGiven(labels) && !labels.isContainerNode()) {
            throw new FoveaException("%s: 'labels' is neither a list nor an object by index".formatted(source));
        }
        return new Sidecar(
                isGiven(p) ? Optional.of(preprocessing(p, source).from(source)) : Optional.empty(),
                isGiven(labels) ? Labels.of(labels) : Labels.NONE);
    }

    /** The same, said to come from {@code source}. */
    Sidecar from(String source) {
        return new Sidecar(preprocessing.map(p -> p.from(source)), labels);
    }

    private static boolean isGiven(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
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
        if (p.isTextual()) {
            return Presets.named(p.asText());
        }
        if (!p.isObject()) {
            throw new FoveaException(
                    "%s: 'preprocessing' is neither the name of a preset nor an object".formatted(source));
        }
        checkKeys(p, KEYS, source);
        checkKeys(p.path("resize"), RESIZE_KEYS, source);
        return new Preprocessing(
                fit(p, source),
                filter(p.path("resize").path("filter").asText("bilinear"), source),
                choice(Channels.class, p.path("channels").asText("RGB"), source),
                numbers(p.path("scale"), 1, source).get(0),
                numbers(p.path("mean"), 0, source),
                numbers(p.path("std"), 1, source),
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

    /** A key that is misspelt must not pass for one that is left out. */
    private static void checkKeys(JsonNode node, Set<String> known, String source) {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new FoveaException("%s: Fovea does not know '%s', only %s"
                        .formatted(source, key, String.join(", ", new TreeSet<>(known))));
            }
        });
    }

    /** A number or a list of numbers; {@code absent} where there is none. */
    static List<Double> numbers(JsonNode node, double absent, String source) {
        List<Double> all = new ArrayList<>();
        for (JsonNode n : node.isArray() ? node : List.of(node)) {
            if (n.isNumber()) {
                all.add(n.asDouble());
            } else if (isGiven(n)) {
                throw new FoveaException("%s: '%s' is not a number or a list of numbers".formatted(source, n.asText()));
            }
        }
        return all.isEmpty() ? List.of(absent) : all;
    }
}
