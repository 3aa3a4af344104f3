package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import java.util.List;

/** Attention and the rotation of its queries and keys. */
final class Attention {

    private Attention() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("RotaryEmbedding", Attention::rotated)
                // What can be differentiated is matrix products and Softmax in canonical form.
                .with("Attention", s -> s.unsupported("it reads or gives out past keys and values, or has a window"));
    }

    /** A rotation's adjoint is the rotation back. */
    private static List<Cotangent> rotated(Step s) {
        return s.first(s.op("RotaryEmbedding", s.attributes(), s.dy(), s.in(1), s.neg(s.in(2)), s.in(3)));
    }
}
