package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;

/** Softmax and its kin along one axis. */
final class Softmaxes {

    private Softmaxes() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("Softmax", s -> s.first(s.mul(s.y(), s.sub(s.dy(), total(s, s.mul(s.dy(), s.y()))))))
                .with("LogSoftmax", s -> s.first(s.sub(s.dy(), s.mul(s.exp(s.y()), total(s, s.dy())))))
                .with("Hardmax", s -> s.first(Cotangent.ZERO));
    }

    private static Value total(Step s, Value v) {
        return s.sum(v, s.attributes().i("axis", -1));
    }
}
