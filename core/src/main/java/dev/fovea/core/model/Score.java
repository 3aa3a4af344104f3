package dev.fovea.core.model;

/** Which number of a class is differentiated. */
public enum Score {
    /** The score before softmax, S_c: the default of Simonyan et al. (2013). */
    LOGIT,
    /** The softmax (or sigmoid) probability P_c; its gradient vanishes where the model is certain. */
    PROBABILITY,
    /** log P_c. */
    LOG_PROBABILITY
}
