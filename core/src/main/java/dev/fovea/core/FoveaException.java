package dev.fovea.core;

import org.jspecify.annotations.Nullable;

/**
 * Something the user can mend: a file, an option, a model. The message is one line that says what, where, expected,
 * found and the next step.
 */
public class FoveaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FoveaException(String message) {
        super(message);
    }

    public FoveaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
