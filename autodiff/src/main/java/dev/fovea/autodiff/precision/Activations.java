package dev.fovea.autodiff.precision;

import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Value;
import java.util.HashMap;
import java.util.Map;

/** Activations and elementary functions; at a kink the branch for x <= 0 counts, as in the rules of the composed ones. */
final class Activations {
    private static final double SELU_ALPHA = 1.67326319217681884765625;
    private static final double SELU_GAMMA = 1.05070102214813232421875;

    private Activations() {}

    static Map<String, Decomposition> table() {
        Map<String, Decomposition> all = new HashMap<>();
        all.put("LeakyRelu", s -> belowZero(s, s.mul(s.x(), s.f("alpha", 0.01))));
        all.put("PRelu", s -> belowZero(s, s.mul(s.x(), s.in(1))));
        all.put("Elu", s -> belowZero(s, s.mul(expMinusOne(s, 1), s.f("alpha", 1))));
        all.put("Celu", s -> belowZero(s, s.mul(expMinusOne(s, s.f("alpha", 1)), s.f("alpha", 1))));
        all.put("Selu", Activations::selu);
        all.put("ThresholdedRelu", s -> s.keepWhere(s.greater(s.x(), s.f("alpha", 1)), s.x()));
        all.put("HardSigmoid", s -> hardSigmoid(s, s.f("alpha", 0.2), s.f("beta", 0.5)));
        all.put("HardSwish", s -> s.mul(s.x(), hardSigmoid(s, 1.0 / 6, 0.5)));
        all.put("Softplus", s -> softplus(s, s.x()));
        all.put("Softsign", s -> s.div(s.x(), s.add(s.op("Abs", s.x()), 1)));
        all.put("Mish", s -> s.mul(s.x(), s.op("Tanh", softplus(s, s.x()))));
        all.put("Swish", s -> s.mul(s.x(), s.op("Sigmoid", s.mul(s.x(), s.f("alpha", 1)))));
        all.put("Gelu", s -> s.attributes().s("approximate", "none").equals("tanh") ? geluTanh(s) : gelu(s));
        all.put("Erf", s -> ErrorFunction.of(s, s.x()));
        all.put("Tan", s -> s.div(s.op("Sin", s.x()), s.op("Cos", s.x())));
        all.put("Sinh", s -> s.mul(s.sub(s.exp(s.x()), s.exp(s.neg(s.x()))), 0.5));
        all.put("Cosh", s -> s.mul(s.add(s.exp(s.x()), s.exp(s.neg(s.x()))), 0.5));
        all.put("Mean", Activations::mean);
        return all;
    }

    private static Value belowZero(Site s, Value otherwise) {
        return s.where(s.greater(s.x(), 0), s.x(), otherwise);
    }

    /** {@code exp(x/alpha) - 1} for x <= 0; 0 elsewhere, where exp could overflow and spoil the gradient. */
    private static Value expMinusOne(Site s, double alpha) {
        Value below = s.where(s.greater(s.x(), 0), s.scalar(0, s.x()), s.x());
        return s.add(s.exp(s.div(below, alpha)), -1);
    }

    private static Value selu(Site s) {
        Value inner = belowZero(s, s.mul(expMinusOne(s, 1), s.f("alpha", SELU_ALPHA)));
        return s.mul(inner, s.f("gamma", SELU_GAMMA));
    }

    /** Not a Clip: that passes the cotangent at its bounds, here the corners belong to the flat parts. */
    private static Value hardSigmoid(Site s, double alpha, double beta) {
        Value line = s.add(s.mul(s.x(), alpha), beta);
        Value flat = s.cast(s.greater(line, 0.5), ElementType.DOUBLE);
        return s.where(s.and(s.greater(line, 0), s.less(line, 1)), line, flat);
    }

    /** {@code log(exp(x) + exp(0))}. */
    private static Value softplus(Site s, Value x) {
        Value both = s.concat(-1, s.unsqueeze(x, -1), s.unsqueeze(s.mul(x, 0), -1));
        return s.reduce("ReduceLogSumExp", both, false, -1);
    }

    private static Value gelu(Site s) {
        Value cumulative = s.add(ErrorFunction.of(s, s.mul(s.x(), Math.sqrt(0.5))), 1);
        return s.mul(s.x(), s.mul(cumulative, 0.5));
    }

    private static Value geluTanh(Site s) {
        Value square = s.square(s.x());
        double k = Math.sqrt(2 / Math.PI);
        Value t = s.op("Tanh", s.mul(s.x(), s.add(s.mul(square, k * 0.044715), k)));
        return s.mul(s.x(), s.mul(s.add(t, 1), 0.5));
    }

    private static Value mean(Site s) {
        Value[] all = s.inputs();
        return s.div(s.op("Sum", all), all.length);
    }
}
