package dev.fovea.core.attribution;

/** What a gradient is per. */
public enum Units {
    /** Per unit of the model's normalised input: dS/dI as the model has it. */
    NORMALISED,
    /** Per grey level (0-255) of the picture, so that channels normalised by different deviations are comparable. */
    PIXEL
}
