package dev.fovea.core.model;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.rules.Rectifiers;

/**
 * How a score goes back through ReLUs; all else goes back as its derivative. What counts as a ReLU, and the three rules as
 * formulas, are in {@link Rectifiers}.
 */
public enum BackwardRule {
    /** Back-propagation: R where the unit was active. The only one that is the derivative of the score. */
    GRADIENT,
    /**
     * The deconvnet (Zeiler and Fergus 2014): R where R is positive. It asks which pixels would excite the class, units
     * that this picture left silent included; it is specific to the picture by max-pooling alone: in a network of
     * convolutions, ReLUs and averages every picture gets the same map.
     */
    DECONVNET,
    /**
     * Guided backpropagation (Springenberg et al. 2015): R where it is positive and the unit was active. Sharp, and to be
     * read with care: the picture hardly changes when the model's weights are replaced by random ones (Adebayo et al.
     * 2018, "Sanity checks for saliency maps", arXiv 1810.03292), so it tells more of the picture's edges than of what the
     * classifier does with them.
     */
    GUIDED;

    /** The rules of {@code gradient} with this way through ReLUs. */
    RuleBook over(RuleBook gradient) {
        return switch (this) {
            case GRADIENT -> gradient;
            case DECONVNET -> gradient.and(Rectifiers.deconvnet());
            case GUIDED -> gradient.and(Rectifiers.guided());
        };
    }
}
