package dev.fovea.core.image;

import dev.fovea.core.FoveaException;
import org.jspecify.annotations.Nullable;

/**
 * A picture could not be read. The message is one line for the user: which picture, what is wrong with it, what to do.
 */
public final class UnreadablePictureException extends FoveaException {
    private static final long serialVersionUID = 1L;

    UnreadablePictureException(String picture, String problem, @Nullable Throwable cause) {
        super("Cannot read picture " + picture + ": " + problem, cause);
    }
}
