package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.core.FoveaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX file read into memory, external weights included, and checked for what would only fail later. Matrices of 32 MB
 * and more stay in their file and are read when a session needs them. Immutable and thread-safe.
 */
public final class ModelFile {
    /** One protobuf message holds less than 2 GiB. */
    private static final long LIMIT = Integer.MAX_VALUE - (1 << 20);

    private static final int CHUNK = 1 << 16;

    private final ModelProto model;
    private final String source;
    private final @Nullable Path path;
    private final boolean externalWeights;
    private final CompletableFuture<String> sha256;

    private ModelFile(
            ModelProto model,
            String source,
            @Nullable Path path,
            boolean externalWeights,
            CompletableFuture<String> sha256) {
        this.model = model;
        this.source = source;
        this.path = path;
        this.externalWeights = externalWeights;
        this.sha256 = sha256;
    }

    /** The model; tensors hold their own data, or have it in an external file, by absolute path, if they are huge. */
    public ModelProto model() {
        return model;
    }

    /** What to call it in messages: its path. */
    public String source() {
        return source;
    }

    /** Where it was read from, if it was a file. */
    public @Nullable Path path() {
        return path;
    }

    /** Of the file's bytes, in hexadecimal; external weights are not in it. Computed beside the first work on the model. */
    public String sha256() {
        return sha256.join();
    }

    /** The size of the model with all its weights, in bytes. */
    public long bytes() {
        return model.getSerializedSize()
                + model.getGraph().getInitializerList().stream()
                        .mapToLong(StoredWeights::bytes)
                        .sum();
    }

    /** Whether weights came from other files. */
    boolean hasExternalWeights() {
        return externalWeights;
    }

    /**
     * Reads a model from a file.
     *
     * @throws FoveaException if it is missing, empty, not ONNX, truncated, over 2 GiB, or has NaN weights
     */
    public static ModelFile read(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new FoveaException("Cannot read the model '%s': %s"
                        .formatted(
                                path,
                                Files.isDirectory(path)
                                        ? "it is a folder, give the .onnx file in it"
                                        : "no such file"));
            }
            long size = Files.size(path);
            if (size > LIMIT) {
                throw tooLarge(path.toString(), size);
            }
            if (size == 0) {
                throw empty(path.toString());
            }
            InputStream hashed = Files.newInputStream(path);
            CompletableFuture<String> sha256 = CompletableFuture.supplyAsync(() -> sha256(hashed));
            try (InputStream file = Files.newInputStream(path)) {
                return parse(file, size, path.toString(), path, sha256);
            }
        } catch (IOException e) {
            throw new FoveaException("Cannot read the model '%s': %s".formatted(path, e.getMessage()), e);
        }
    }

    /** Reads a model from its bytes; it cannot have external weights. */
    public static ModelFile read(byte[] bytes) {
        String source = "model of %d bytes".formatted(bytes.length);
        if (bytes.length == 0) {
            throw empty(source);
        }
        String sha256 = sha256(new ByteArrayInputStream(bytes));
        return parse(
                new ByteArrayInputStream(bytes), bytes.length, source, null, CompletableFuture.completedFuture(sha256));
    }

    private static FoveaException empty(String source) {
        return new FoveaException("The model '%s' is empty (0 bytes); export or download it again".formatted(source));
    }

    private static ModelFile parse(
            InputStream file, long size, String source, @Nullable Path path, CompletableFuture<String> sha256) {
        ModelProto model;
        ExternalWeights elsewhere = new ExternalWeights(path, size, LIMIT);
        try {
            model = ModelParser.parse(file, size, path, elsewhere);
        } catch (IOException e) {
            throw new FoveaException(
                    "'%s' is not a whole ONNX file (%s); export or download it again"
                            .formatted(source, firstSentence(e)),
                    e);
        }
        if (model.getGraph().getNodeCount() == 0) {
            throw new FoveaException(
                    "'%s' is not an ONNX model: it holds no graph with nodes; give the .onnx file of a classifier"
                            .formatted(source));
        }
        new WeightCheck(source).check(model.getGraph());
        return new ModelFile(model, source, path, elsewhere.any(), sha256);
    }

    private static String firstSentence(IOException e) {
        return String.valueOf(e.getMessage()).replaceFirst("(?s)\\.(\\s.*)?$", "");
    }

    static FoveaException tooLarge(String source, long size) {
        return new FoveaException(
                ("The model '%s' has %.1f GB; models up to 2 GB work. Export it with float16 weights or" + " quantised")
                        .formatted(source, size / 1e9));
    }

    private static String sha256(InputStream file) {
        try (file) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[CHUNK];
            for (int count = file.read(part); count >= 0; count = file.read(part)) {
                digest.update(part, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new FoveaException("The model can no longer be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /** The graph, checked to have an order in which it can run. */
    Graph graph() {
        try {
            Graph graph = Graph.of(model);
            // Whoever else reads a weight wants its numbers.
            return StoredWeights.inlined(graph, FedWeights.multiplied(graph));
        } catch (IllegalArgumentException e) {
            throw new FoveaException("The model '%s' is damaged: %s".formatted(source, e.getMessage()), e);
        }
    }

    /** The value of a metadata entry, if the model carries it. */
    public @Nullable String metadata(String key) {
        return model.getMetadataPropsList().stream()
                .filter(e -> e.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElse(null);
    }
}
