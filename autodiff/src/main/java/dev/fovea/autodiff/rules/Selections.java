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

    /** Strictly inside the bounds the cotangent passes; at and outside them it goes to the bound that is the result. */
    static List<Cotangent> clip(Step s) {
        Value min = s.in(1);
        Value max = s.in(2);
        Value dx = s.dy();
        Value dmin = s.dy();
        if (min.isPresent()) {
            dx = s.keepWhere(s.greater(s.y(), min), dx);
            dmin = s.keepWhere(s.equal(s.y(), min), dmin);
        }
        if (max.isPresent()) {
            dx = s.keepWhere(s.less(s.y(), max), dx);
            // Where the bounds coincide, the upper one has it.
            dmin = s.keepWhere(s.less(s.y(), max), dmin);
        }
        Value dmax = max.isPresent() ? s.keepWhere(s.equal(s.y(), max), s.dy()) : s.dy();
        return List.<Cotangent>of(dx, dmin, dmax).subList(0, s.node().inputs().size());
    }
}
