package dev.fovea.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a model besides its graph, from the first of these that says it: the sidecar {@code
 * <model>.fovea.json}, Hugging Face files in the same folder, the ONNX file's metadata, a label file beside it.
 *
 * @param labelsFrom where the labels were found; empty if there are none
 */
record ModelDescription(Optional<Preprocessing> preprocessing, Labels labels, String labelsFrom) {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDescription.class);
    private static final long LIMIT = 64L << 20;
    private static final List<String> LABEL_KEYS = List.of("labels", "classes", "class_names", "names", "id2label");

    static ModelDescription of(ModelFile file, Optional<String> givenSidecar) {
        Path path = file.path();
        Sidecar sidecar = sidecar(path, givenSidecar);
        JsonNode config = config(path);
        Optional<Preprocessing> preprocessing = sidecar.preprocessing()
                .or(() -> read(beside(path, "preprocessor_config.json"))
                        .map(json -> HuggingFace.preprocessor(json, "preprocessor_config.json")))
                .or(() -> HuggingFace.timm(config, "config.json"))
                .or(() -> ImageMetadata.preprocessing(file));
        Map<String, Supplier<Labels>> places = new LinkedHashMap<>();
        places.put("the sidecar", sidecar::labels);
        places.put("config.json", () -> HuggingFace.labels(config));
        places.put("the model's metadata", () -> fromMetadata(file));
        for (String name : path == null ? List.<String>of() : labelFiles(path)) {
            places.put("'" + name + "'", () -> fromFile(beside(path, name)));
        }
        for (Map.Entry<String, Supplier<Labels>> place : places.entrySet()) {
            Labels labels = place.getValue().get();
            if (!labels.isEmpty()) {
                return new ModelDescription(preprocessing, labels, place.getKey());
            }
        }
        return new ModelDescription(preprocessing, Labels.NONE, "");
    }

    private static Sidecar sidecar(@Nullable Path path, Optional<String> given) {
        if (given.isPresent()) {
            return Sidecar.parse(given.get(), "the given sidecar");
        }
        String name = path == null ? "" : stem(path) + ".fovea.json";
        Path beside = beside(path, name);
        return read(beside)
                .map(json -> Sidecar.parse(json, "sidecar '" + beside + "'").from("sidecar '" + name + "'"))
                .orElse(new Sidecar(Optional.empty(), Labels.NONE));
    }

    private static JsonNode config(@Nullable Path path) {
        return Sidecar.tree(read(beside(path, "config.json")).orElse("{}"), "config.json");
    }

    private static Labels fromMetadata(ModelFile file) {
        for (String key : LABEL_KEYS) {
            String value = file.metadata(key);
            if (value != null && !value.isBlank()) {
                try {
                    boolean listed =
                            value.strip().startsWith("{") || value.strip().startsWith("[");
                    return Labels.parse(listed ? PythonLiteral.toJson(value) : value);
                } catch (FoveaException e) {
                    LOG.warn("The metadata '{}' of '{}' is not read as labels: {}", key, file.source(), e.getMessage());
                }
            }
        }
        return Labels.NONE;
    }

    private static List<String> labelFiles(Path path) {
        return List.of(stem(path) + ".labels.txt", stem(path) + ".txt", "labels.txt", "synset.txt", "classes.txt");
    }

    private static Labels fromFile(@Nullable Path file) {
        return file != null && Files.isRegularFile(file) ? Labels.read(file) : Labels.NONE;
    }

    private static String stem(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    }

    private static @Nullable Path beside(@Nullable Path path, String name) {
        return path == null ? null : path.resolveSibling(name);
    }

    private static Optional<String> read(@Nullable Path file) {
        if (file == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LIMIT) {
                throw new FoveaException(
                        "'%s' is over %d bytes; a model's description is smaller".formatted(file, LIMIT));
            }
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new FoveaException("Cannot read '%s' as text".formatted(file), e);
        }
    }
}
