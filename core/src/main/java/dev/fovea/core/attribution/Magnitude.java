package dev.fovea.core.attribution;

/** What becomes of a gradient's sign. Simonyan et al. (2013) drop it: how much matters, not which way. */
public enum Magnitude {
    /** |w|, the paper's. */
    ABS,
    /** w². */
    SQUARE,
    /** w itself: positive where more of the channel raises the score. */
    SIGNED
}
