package dev.fovea.core.model;

import dev.fovea.core.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What runs a model near one picture: its scores with all roundings held, and its switches. Must be closed. */
final class Surroundings implements Sessions.Held {
    private final String input;
    private final Optional<HeldRounding> held;
    private final @Nullable OnnxSession session;
    private final SwitchCounter switches;

    Surroundings(PreparedModel model) {
        input = model.input().name();
        held = HeldRounding.of(model);
        session = held.map(h -> OnnxSession.open(h.graph(), Execution.DEFAULT)).orElse(null);
        switches = held.map(h -> new SwitchCounter(h.graph(), GraphTypes.infer(h.graph()), h.logits()))
                .orElseGet(() -> new SwitchCounter(
                        model.graph(), model.types(), model.head().logits()));
    }

    /** Whether the model rounds, so that its slope is that of its twin with the roundings of one picture. */
    boolean holdsRoundings() {
        return session != null;
    }

    /** The logits at {@code moved} with the roundings of {@code base}; only if it {@link #holdsRoundings}. */
    float[] logits(Tensor base, Tensor moved) {
        HeldRounding twin = held.orElseThrow();
        OnnxSession open = session;
        if (open == null) {
            throw new IllegalStateException("The model rounds nothing");
        }
        return open.run(inputs(base, moved), Set.of(twin.logits()))
                .values()
                .iterator()
                .next()
                .values();
    }

    long switches(Tensor base, Tensor a, Tensor b) {
        return switches.between(inputs(base, a), inputs(base, b));
    }

    private Map<String, Tensor> inputs(Tensor base, Tensor moved) {
        return held.map(h -> Map.of(input, base, h.moving(), moved)).orElseGet(() -> Map.of(input, moved));
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        switches.close();
    }
}
