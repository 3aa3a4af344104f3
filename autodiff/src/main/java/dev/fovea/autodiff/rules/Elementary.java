package dev.fovea.autodiff.rules;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Tensors;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Elementary functions of one input, elementwise; and what converts or passes values through unchanged. */
final class Elementary {

    private Elementary() {}

    static RuleBook rules() {
        return RuleBook.empty().and(roots()).and(trigonometry()).and(steps()).and(conversions());
    }

    private static RuleBook roots() {
        return RuleBook.empty()
                .with("Neg", s -> s.first(s.neg(s.dy())))
                .with("Abs", s -> s.first(s.mul(s.dy(), s.op("Sign", s.x()))))
                .with("Reciprocal", s -> s.first(s.neg(s.mul(s.dy(), s.square(s.y())))))
                .with("Sqrt", s -> s.first(s.div(s.mul(s.dy(), 0.5), s.y())))
                .with("Exp", s -> s.first(s.mul(s.dy(), s.y())))
                .with("Log", s -> s.first(s.div(s.dy(), s.x())))
                .with("Erf", s -> s.first(s.mul(s.dy(), s.mul(bell(s), 2 / Math.sqrt(Math.PI)))));
    }

    private static RuleBook trigonometry() {
        return RuleBook.empty()
                .with("Sin", s -> s.first(s.mul(s.dy(), s.op("Cos", s.x()))))
                .with("Cos", s -> s.first(s.neg(s.mul(s.dy(), s.op("Sin", s.x())))))
                .with("Tan", s -> s.first(s.mul(s.dy(), s.add(s.square(s.y()), 1))))
                .with("Asin", s -> s.first(s.div(s.dy(), s.sqrt(s.sub(1, s.square(s.x()))))))
                .with("Acos", s -> s.first(s.neg(s.div(s.dy(), s.sqrt(s.sub(1, s.square(s.x())))))))
                .with("Atan", s -> s.first(s.div(s.dy(), s.add(s.square(s.x()), 1))))
                .with("Sinh", s -> s.first(s.mul(s.dy(), s.op("Cosh", s.x()))))
                .with("Cosh", s -> s.first(s.mul(s.dy(), s.op("Sinh", s.x()))))
                .with("Asinh", s -> s.first(s.div(s.dy(), s.sqrt(s.add(s.square(s.x()), 1)))))
                .with("Acosh", s -> s.first(s.div(s.dy(), s.sqrt(s.add(s.square(s.x()), -1)))))
                .with("Atanh", s -> s.first(s.div(s.dy(), s.sub(1, s.square(s.x())))));
    }

    /** Piecewise constant functions: their derivative is zero wherever it exists. */
    private static RuleBook steps() {
        RuleBook book = RuleBook.empty();
        for (String op : List.of("Floor", "Ceil", "Round", "Sign")) {
            book = book.with(op, s -> s.first(Cotangent.ZERO));
        }
        return book;
    }

    private static RuleBook conversions() {
        return RuleBook.empty()
                .with("Cast", Elementary::cast)
                .with("CastLike", Elementary::cast)
                .with("Dropout", Elementary::dropout);
    }

    /** From one float type to another; integers and booleans end the path. */
    private static List<Cotangent> cast(Step s) {
        boolean floats = s.x().type().isFloating() && s.y().type().isFloating();
        return s.first(floats ? s.cast(s.dy(), s.x().type()) : Cotangent.NONE);
    }

    /** The identity at inference. */
    private static List<Cotangent> dropout(Step s) {
        TensorProto training = s.constantAt(2);
        boolean off = !s.in(2).isPresent() || training != null && Tensors.toLongs(training)[0] == 0;
        return off ? s.first(s.dy()) : s.unsupported("it is in training mode, export the model for inference");
    }

    private static Value bell(Step s) {
        return s.exp(s.neg(s.square(s.x())));
    }
}
