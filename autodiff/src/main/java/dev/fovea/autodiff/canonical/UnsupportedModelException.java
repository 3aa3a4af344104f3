package dev.fovea.autodiff.canonical;

/** A model that cannot be brought into canonical form; the message says what, where and what to do. */
public final class UnsupportedModelException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnsupportedModelException(String message) {
        super(message);
    }
}
