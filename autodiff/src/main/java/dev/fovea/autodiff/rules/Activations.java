package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;

/** Activations: elementwise functions of one input. */
final class Activations {

    private Activations() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Relu", s -> s.first(s.keepWhere(s.greater(s.y(), 0), s.dy())))
                .with("Sigmoid", s -> s.first(s.mul(s.dy(), s.mul(s.y(), s.sub(1, s.y())))))
                .with("Tanh", s -> s.first(s.mul(s.dy(), s.sub(1, s.square(s.y())))));
    }
}
