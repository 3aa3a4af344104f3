package dev.fovea.cli.page;

import dev.fovea.core.FoveaException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A result, or why there is none: one figure that cannot be made does not keep the others from the page.
 *
 * @param problem one line; empty if there is a result
 */
public record Attempt<T>(Optional<T> result, String problem) {

    /** Tries; what the user could mend becomes the problem. */
    public static <T> Attempt<T> of(Supplier<T> work) {
        try {
            return new Attempt<>(Optional.of(work.get()), "");
        } catch (FoveaException e) {
            return new Attempt<>(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
