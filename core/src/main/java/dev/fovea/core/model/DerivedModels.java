package dev.fovea.core.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.fovea.core.FoveaException;
import dev.fovea.core.cache.DiskCache;
import dev.fovea.core.cache.Fingerprint;
import dev.fovea.core.receipt.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The derived graphs of one model, as ONNX Runtime has optimised them and {@link RunOrder} has arranged them; with a cache
 * they are kept on disk. A second run neither derives nor optimises; it gets the same bytes.
 *
 * <p>An entry is found by all that it hangs on: the model's content, this build of Fovea, ONNX Runtime's version, the
 * kind of processor (optimised graphs are in its memory layout), and what is asked for.
 */
final class DerivedModels {
    private static final String LOGITS = "fovea.logits";
    private static final String GRADIENT = "fovea.gradient";

    /** Larger models take long to be written and read, and short operators, whose order matters, little of their time. */
    private static final long OPENED_TWICE_BYTES = 64 << 20;

    private final Optional<DiskCache> cache;
    private final Execution execution;
    private final String model;
    private final FedWeights.Memory memory = new FedWeights.Memory();

    private DerivedModels(Optional<DiskCache> cache, Execution execution, String model) {
        this.cache = cache;
        this.execution = execution;
        this.model = model;
    }

    /** With a cache only on the CPU, for models in one file and the usual rules: the key says no more than that. */
    static DerivedModels of(ClassifierOptions options) {
        boolean kept = options.rules().isEmpty()
                && options.execution().provider() == Execution.Provider.CPU
                && !options.file().hasExternalWeights();
        Optional<DiskCache> cache = kept ? options.cache() : Optional.empty();
        String model = cache.isEmpty()
                ? ""
                : String.join(
                        "\n",
                        options.file().sha256(),
                        options.output(),
                        options.execution().precision().name(),
                        Fingerprint.build(DerivedModels.class),
                        Versions.current().toString(),
                        Fingerprint.processor());
        return new DerivedModels(cache, options.execution(), model);
    }

    /** The model's outline, from the cache or made anew. */
    Outline outline(Supplier<PreparedModel> prepared) {
        String key = key("outline");
        return cache.flatMap(c -> c.find(key)).flatMap(Outline::parse).orElseGet(() -> {
            Outline found = Outline.of(prepared.get());
            cache.ifPresent(c -> c.store(key, found.toBytes()));
            return found;
        });
    }

    /** A derived graph opened, from the cache or derived anew. */
    ScoreSession open(String purpose, Supplier<GradientGraph> derive) {
        String key = key(purpose);
        return cache.flatMap(c -> c.find(key)).flatMap(this::reopened).orElseGet(() -> opened(key, derive.get()));
    }

    private ScoreSession opened(String key, GradientGraph derived) {
        ModelProto model = derived.graph().toModel();
        long bytes = model.getSerializedSize() + StoredWeights.bytes(derived.graph());
        boolean arranged = execution.provider() == Execution.Provider.CPU
                && bytes <= OPENED_TWICE_BYTES
                && RunOrder.matters(model.getGraph(), derived.logits());
        boolean kept = cache.isPresent() && cache.get().fits(bytes);
        if (!arranged && !kept) {
            return ScoreSession.open(derived, execution, memory);
        }
        try {
            Path file = Files.createTempFile("fovea", ".onnx");
            try {
                return arranged ? arranged(derived, file, kept ? key : null) : saved(derived, file, key);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | FoveaException e) {
            // Without room for temporary files it is run as it comes; what else is wrong with it is said then.
            return ScoreSession.open(derived, execution, memory);
        }
    }

    /** Opened twice: to be optimised, and in the better order. */
    private ScoreSession arranged(GradientGraph derived, Path file, @Nullable String key) throws IOException {
        optimised(derived, file).close();
        byte[] model = RunOrder.arranged(Files.readAllBytes(file), derived.logits());
        if (key != null) {
            cache.orElseThrow().store(key, model);
        }
        return new ScoreSession(OnnxSession.openOptimised(model, execution), derived.logits(), derived.gradient());
    }

    /** Opened once, and kept. */
    private ScoreSession saved(GradientGraph derived, Path file, String key) {
        OnnxSession session = optimised(derived, file);
        try {
            cache.orElseThrow().store(key, Files.readAllBytes(file));
        } catch (IOException e) {
            // It is derived anew the next time.
        }
        return new ScoreSession(session, derived.logits(), derived.gradient());
    }

    private OnnxSession optimised(GradientGraph derived, Path file) {
        Map<String, String> told = Map.of(LOGITS, derived.logits(), GRADIENT, derived.gradient());
        return OnnxSession.openSaving(derived.graph(), told, file, execution);
    }

    private String key(String purpose) {
        return purpose + "\n" + model;
    }

    private Optional<ScoreSession> reopened(byte[] optimised) {
        OnnxSession session = null;
        try {
            session = OnnxSession.openOptimised(optimised, execution);
            Map<String, String> told = session.metadata();
            String logits = told.get(LOGITS);
            String gradient = told.get(GRADIENT);
            if (logits != null && gradient != null) {
                return Optional.of(new ScoreSession(session, logits, gradient));
            }
        } catch (FoveaException e) {
            // Stored by something else; it is derived anew.
        }
        if (session != null) {
            session.close();
        }
        return Optional.empty();
    }
}
