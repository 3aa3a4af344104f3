package dev.fovea.core.attribution;

/** Told after every step of a long computation. To cancel, throw (a {@code CancellationException}, say). */
@FunctionalInterface
public interface Progress {
    /** Listens to nothing. */
    Progress NONE = (done, total) -> {};

    /** {@code done} of {@code total} steps are finished. */
    void done(int done, int total);
}
