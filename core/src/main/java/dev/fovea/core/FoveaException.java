package dev.fovea.core;

import org.jspecify.annotations.Nullable;

/**
 * Something the user can mend: a file, an option, a model. The message is one line that says what, where, expected,
 * found and the next step.
 */
public class FoveaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FoveaException(String message) {
        super(oneLine(message));
    }

    public FoveaException(String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Names within a message come from files: neither their line breaks nor their terminal codes are passed on. */
    private static String oneLine(String message) {
        return message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
