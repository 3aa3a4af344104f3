package dev.fovea.core.classmodel;

/**
 * What is subtracted from the score. Lengths are in the ascent's unit (see {@link ClassModel}), where zero is the mean
 * colour.
 */
public sealed interface Penalty permits L2, TotalVariation {

    /** The number subtracted. */
    double value(Planes picture);

    /** Subtracts the penalty's gradient at {@code picture} from {@code gradient}, in place. */
    void subtractGradient(Planes picture, Planes gradient);
}
