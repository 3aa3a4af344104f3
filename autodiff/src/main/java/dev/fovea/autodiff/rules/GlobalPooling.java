package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Pooling over whole maps. */
final class GlobalPooling {

    private GlobalPooling() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("GlobalAveragePool", s -> s.first(s.expandLike(s.div(s.dy(), mapSize(s)), s.x())))
                .with("GlobalMaxPool", GlobalPooling::max)
                .with("GlobalLpPool", s -> s.first(s.mul(Pooling.base(s), Pooling.perNorm(s))));
    }

    /** The cotangent goes to the first largest element of each map. */
    private static List<Cotangent> max(Step s) {
        Value maps = s.reshape(s.x(), 0, 0, -1);
        Attributes firstOfLast = Attributes.of("axis", 2L).with("keepdims", 1L);
        Value at = s.typed(ElementType.INT64, "ArgMax", firstOfLast, maps);
        Value dy = s.reshape(s.dy(), 0, 0, 1);
        Value dx = s.op("ScatterElements", Attributes.of("axis", 2L), s.zerosLike(maps), at, dy);
        return s.first(s.reshapeLike(dx, s.x()));
    }

    /** The number of elements of one map. */
    private static Value mapSize(Step s) {
        Value x = s.x();
        long known = 1;
        for (int i = 2; i < x.rank(); i++) {
            known = x.knownShape().size(i) < 0 ? -1 : known < 0 ? known : known * x.size(i);
        }
        if (known >= 0) {
            return s.scalar(known, s.dy());
        }
        Value space = s.slice(s.shapeOf(x), s.ints(2), s.ints(Long.MAX_VALUE), s.ints(0));
        return s.cast(s.op("ReduceProd", Attributes.of("keepdims", 0L), space), s.dy().type());
    }
}
