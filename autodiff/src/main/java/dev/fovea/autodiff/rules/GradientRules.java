package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;

/** The derivatives of every supported operator: the families of this package in one book. */
public final class GradientRules {

    private GradientRules() {}

    public static RuleBook book() {
        return Arithmetic.rules()
                .and(Elementary.rules())
                .and(Selections.rules())
                .and(Activations.rules())
                .and(Softmaxes.rules())
                .and(Reductions.rules())
                .and(Normalizations.rules())
                .and(Convolutions.rules())
                .and(Linear.rules())
                .and(Pooling.rules())
                .and(GlobalPooling.rules())
                .and(Quantization.rules())
                .and(Attention.rules())
                .and(Shaping.rules())
                .and(Slicing.rules())
                .and(Indexing.rules())
                .and(Resizing.rules())
                .and(GridSampling.rules());
    }
}
