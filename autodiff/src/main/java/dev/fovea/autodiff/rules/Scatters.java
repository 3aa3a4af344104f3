package dev.fovea.autodiff.rules;

import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Writing updates into data at computed indices, with each of the reductions. */
final class Scatters {

    private Scatters() {}

    /**
     * What is overwritten passes nothing on. ONNX asks that no index occurs twice unless a reduction is given.
     *
     * @param axis the attributes that say where an index points to
     * @param gather the operator that reads what this one writes
     */
    static List<Cotangent> rule(Step s, Attributes axis, String gather) {
        return switch (s.attributes().s("reduction", "none")) {
            case "none" ->
                Cotangent.of(
                        s.op(s.node().op(), axis, s.dy(), s.in(1), s.zerosLike(s.in(2))),
                        Cotangent.NONE,
                        s.op(gather, axis, s.dy(), s.in(1)));
            case "add" -> Cotangent.of(s.dy(), Cotangent.NONE, s.op(gather, axis, s.dy(), s.in(1)));
            case "mul" -> product(s, axis, gather);
            default -> extremum(s, axis, gather);
        };
    }

    /** The product of all other factors: without dividing by zeros, of which a factor may be the only one. */
    private static List<Cotangent> product(Step s, Attributes axis, String gather) {
        Value zero = s.equal(s.in(2), s.scalar(0, s.in(2)));
        Value nonZero = s.where(zero, s.scalar(1, s.in(2)), s.in(2));
        Value zeroData = s.equal(s.x(), s.scalar(0, s.x()));
        Value nonZeroData = s.where(zeroData, s.scalar(1, s.x()), s.x());
        Value product = scattered(s, axis, "mul", nonZeroData, nonZero);
        Value isZero = s.cast(zero, s.in(2).type());
        Value zeros = scattered(s, axis, "add", s.cast(zeroData, s.x().type()), isZero);
        Value others = s.div(s.op(gather, axis, s.mul(s.dy(), product), s.in(1)), nonZero);
        Value noOtherZero = s.equal(s.op(gather, axis, zeros, s.in(1)), isZero);
        return Cotangent.of(
                scattered(s, axis, "mul", s.dy(), s.in(2)), Cotangent.NONE, s.keepWhere(noOtherZero, others));
    }

    /** Elements that tie share the cotangent evenly. */
    private static List<Cotangent> extremum(Step s, Attributes axis, String gather) {
        Value hitData = s.cast(s.equal(s.x(), s.y()), s.x().type());
        Value hit = s.cast(s.equal(s.in(2), s.op(gather, axis, s.y(), s.in(1))), s.x().type());
        Value share = s.div(s.dy(), scattered(s, axis, "add", hitData, hit));
        return Cotangent.of(s.mul(hitData, share), Cotangent.NONE, s.mul(hit, s.op(gather, axis, share, s.in(1))));
    }

    private static Value scattered(Step s, Attributes axis, String reduction, Value data, Value updates) {
        return s.op(s.node().op(), axis.with("reduction", reduction), data, s.in(1), updates);
    }
}
