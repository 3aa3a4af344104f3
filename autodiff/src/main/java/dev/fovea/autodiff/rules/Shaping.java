package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;

/** Operators that move elements without changing them. */
final class Shaping {

    private Shaping() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Identity", s -> s.first(s.dy()))
                .with("Reshape", s -> s.first(s.reshapeLike(s.dy(), s.x())))
                .with("Flatten", s -> s.first(s.reshapeLike(s.dy(), s.x())));
    }
}
