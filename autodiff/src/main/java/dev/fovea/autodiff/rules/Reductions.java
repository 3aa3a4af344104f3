package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Shape;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Reductions over the axes in input 1 (all axes if it is absent), and running sums. */
final class Reductions {

    private Reductions() {}

    static RuleBook rules() {
        return RuleBook.empty()
                .with("ReduceSum", s -> s.first(s.expandLike(kept(s, s.dy()), s.x())))
                .with("ReduceMean", s -> s.first(s.expandLike(kept(s, s.div(s.dy(), count(s))), s.x())))
                .with("ReduceMax", Reductions::extremum)
                .with("ReduceMin", Reductions::extremum)
                .with("ReduceProd", Reductions::product)
                .with("ReduceL1", s -> s.first(s.mul(s.op("Sign", s.x()), kept(s, s.dy()))))
                .with("ReduceL2", Reductions::euclidean)
                .with("ReduceSumSquare", s -> s.first(s.mul(s.x(), kept(s, s.mul(s.dy(), 2)))))
                .with("ReduceLogSum", s -> s.first(s.expandLike(kept(s, s.mul(s.dy(), s.exp(s.neg(s.y())))), s.x())))
                .with("ReduceLogSumExp", Reductions::logSumExp)
                .with("CumSum", Reductions::runningSum);
    }

    /** A value in the result's shape, with the reduced dimensions as 1, so that it broadcasts against the input. */
    private static Value kept(Step s, Value result) {
        boolean keepDims = s.attributes().i("keepdims", 1) == 1;
        return keepDims || !s.in(1).isPresent() ? result : s.op("Unsqueeze", result, s.in(1));
    }

    /** Another value of the input's shape reduced over the same axes, dimensions kept. */
    private static Value again(Step s, String reduction, Value v) {
        Attributes keep = s.attributes().with("keepdims", 1L);
        return s.in(1).isPresent() ? s.op(reduction, keep, v, s.in(1)) : s.op(reduction, keep, v);
    }

    /** How many elements of the input go into one of the result. */
    private static Value count(Step s) {
        TensorProto axes = s.constantAt(1);
        Shape shape = s.x().shape();
        long known = 1;
        if (shape != null && axes != null && Tensors.count(axes) > 0) {
            for (long axis : Tensors.toLongs(axes)) {
                known *= Math.max(0, shape.size((int) axis));
            }
            if (known > 0) {
                return s.scalar(known, s.dy());
            }
        }
        return s.div(s.cast(size(s, s.x()), s.dy().type()), s.cast(size(s, s.y()), s.dy().type()));
    }

    private static Value size(Step s, Value v) {
        return s.typed(ElementType.INT64, "Size", Attributes.NONE, v);
    }

    /** Elements that tie share the cotangent evenly. */
    private static List<Cotangent> extremum(Step s) {
        Value hit = s.cast(s.equal(s.x(), kept(s, s.y())), s.x().type());
        return s.first(s.mul(hit, s.div(kept(s, s.dy()), again(s, "ReduceSum", hit))));
    }

    /** The product of all other elements: without dividing by zeros, of which an element may be the only one. */
    private static List<Cotangent> product(Step s) {
        Value zero = s.equal(s.x(), s.scalar(0, s.x()));
        Value isZero = s.cast(zero, s.x().type());
        Value nonZero = s.where(zero, s.scalar(1, s.x()), s.x());
        Value others = s.div(again(s, "ReduceProd", nonZero), nonZero);
        Value noOtherZero = s.equal(again(s, "ReduceSum", isZero), isZero);
        return s.first(s.keepWhere(noOtherZero, s.mul(kept(s, s.dy()), others)));
    }

    /** {@code x / |x|}; zero for a zero vector. */
    private static List<Cotangent> euclidean(Step s) {
        Value norm = s.where(s.equal(s.y(), s.scalar(0, s.y())), s.scalar(1, s.y()), s.y());
        return s.first(s.mul(s.x(), kept(s, s.div(s.dy(), norm))));
    }

    private static List<Cotangent> logSumExp(Step s) {
        return s.first(s.mul(s.exp(s.sub(s.x(), kept(s, s.y()))), kept(s, s.dy())));
    }

    /** The running sum from the other end. */
    private static List<Cotangent> runningSum(Step s) {
        Attributes turned = s.attributes().with("reverse", 1 - s.attributes().i("reverse", 0));
        return s.first(s.op("CumSum", turned, s.dy(), s.in(1)));
    }
}
