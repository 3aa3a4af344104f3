package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Cotangent.of;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Elementwise operators that choose one of their inputs, which broadcast. */
final class Selections {

    private Selections() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .withBroadcasting("Min", Selections::extremum)
                .withBroadcasting("Max", Selections::extremum)
                .withBroadcasting("Where", Selections::where)
                .withBroadcasting("Clip", Selections::clip);
    }

    /** Inputs that tie share the cotangent evenly. */
    private static List<Cotangent> extremum(Step s) {
        int n = s.node().inputs().size();
        if (n == 1) {
            return of(s.dy());
        }
        Value[] hits = new Value[n];
        Arrays.setAll(hits, i -> s.cast(s.equal(s.in(i), s.y()), s.y().type()));
        Value share = s.div(s.dy(), s.op("Sum", hits));
        List<Cotangent> back = new ArrayList<>();
        for (Value hit : hits) {
            back.add(s.mul(share, hit));
        }
        return back;
    }

    private static List<Cotangent> where(Step s) {
        Value chosen = s.in(0);
        return of(Cotangent.NONE, s.keepWhere(chosen, s.dy()), s.where(chosen, s.scalar(0, s.dy()), s.dy()));
    }

    /** Inside and at the bounds the cotangent passes; outside it goes to the bound that is the result. */
    private static List<Cotangent> clip(Step s) {
        Value dx = s.keepWhere(s.equal(s.y(), s.x()), s.dy());
        Value lost = s.sub(s.dy(), dx);
        Value min = s.in(1);
        Value max = s.in(2);
        Value dmin = min.isPresent() ? s.keepWhere(s.less(s.x(), min), lost) : lost;
        if (min.isPresent() && max.isPresent()) {
            // Where the bounds coincide or cross, the upper one is the result.
            dmin = s.keepWhere(s.less(min, max), dmin);
        }
        return List.<Cotangent>of(dx, dmin, s.sub(lost, dmin))
                .subList(0, s.node().inputs().size());
    }
}
