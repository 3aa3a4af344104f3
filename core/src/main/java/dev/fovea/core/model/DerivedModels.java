package dev.fovea.core.model;

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

/**
 * The derived graphs of one model, kept on disk as ONNX Runtime has optimised them. A second run neither derives nor
 * optimises; it gets the same bytes.
 *
 * <p>An entry is found by all that it hangs on: the model's content, this build of Fovea, ONNX Runtime's version, the
 * kind of processor (optimised graphs are in its memory layout), and what is asked for.
 */
final class DerivedModels {
    private static final String LOGITS = "fovea.logits";
    private static final String GRADIENT = "fovea.gradient";

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
        return cache.flatMap(c -> c.find(key))
                .flatMap(this::reopened)
                .orElseGet(() -> cache.isPresent()
                        ? openedAndKept(cache.get(), key, derive.get())
                        : ScoreSession.open(derive.get(), execution, memory));
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

    private ScoreSession openedAndKept(DiskCache keep, String key, GradientGraph derived) {
        if (!keep.fits(derived.graph().toModel().getSerializedSize())) {
            return ScoreSession.open(derived, execution, memory);
        }
        try {
            Path optimised = Files.createTempFile("fovea", ".onnx");
            try {
                OnnxSession session = OnnxSession.openSaving(
                        derived.graph(),
                        Map.of(LOGITS, derived.logits(), GRADIENT, derived.gradient()),
                        optimised,
                        execution);
                keep.store(key, Files.readAllBytes(optimised));
                return new ScoreSession(session, derived.logits(), derived.gradient());
            } finally {
                Files.deleteIfExists(optimised);
            }
        } catch (IOException e) {
            return ScoreSession.open(derived, execution, memory);
        }
    }
}
