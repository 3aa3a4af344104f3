package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.graph.Cotangent.of;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.Step;
import dev.fovea.autodiff.graph.Cotangent;
import dev.fovea.autodiff.graph.Value;
import java.util.List;

/** Activations: elementwise functions of one input, made for networks. */
final class Activations {
    private static final double SELU_ALPHA = 1.67326319217681884765625;
    private static final double SELU_GAMMA = 1.05070102214813232421875;

    private Activations() {}

    static RuleBook rules() {
        return piecewise().and(smooth());
    }

    /** Activations with a kink or a step. At a kink the branch for x <= 0 counts, as in PyTorch. */
    private static RuleBook piecewise() {
        return RuleBook.empty()
                .with("Relu", s -> s.first(relu(s)))
                .with("LeakyRelu", s -> belowZero(s, s.mul(s.dy(), a(s, "alpha", 0.01))))
                .withBroadcasting("PRelu", Activations::prelu)
                .with("Elu", s -> belowZero(s, s.mul(s.dy(), s.add(s.y(), a(s, "alpha", 1)))))
                .with("Celu", s -> belowZero(s, s.mul(s.dy(), s.add(s.mul(s.y(), 1 / a(s, "alpha", 1)), 1))))
                .with("Selu", Activations::selu)
                .with("ThresholdedRelu", s -> s.first(s.keepWhere(s.greater(s.x(), a(s, "alpha", 1)), s.dy())))
                .with("Shrink", s -> s.first(s.keepWhere(s.greater(s.op("Abs", s.x()), a(s, "lambd", 0.5)), s.dy())))
                .with("HardSigmoid", Activations::hardSigmoid)
                .with("HardSwish", Activations::hardSwish);
    }

    private static RuleBook smooth() {
        return RuleBook.empty()
                .with("Sigmoid", s -> s.first(s.mul(s.dy(), s.mul(s.y(), s.sub(1, s.y())))))
                .with("Tanh", s -> s.first(s.mul(s.dy(), s.sub(1, s.square(s.y())))))
                .with("Softplus", s -> s.first(s.mul(s.dy(), s.op("Sigmoid", s.x()))))
                .with("Softsign", s -> s.first(s.div(s.dy(), s.square(s.add(s.op("Abs", s.x()), 1)))))
                .with("Mish", Activations::mish)
                .with("Swish", Activations::swish)
                .with("Gelu", s -> s.attributes().s("approximate", "none").equals("tanh") ? geluTanh(s) : gelu(s));
    }

    private static double a(Step s, String attribute, double absent) {
        return s.attributes().f(attribute, absent);
    }

    static Value relu(Step s) {
        return s.keepWhere(s.greater(s.y(), 0), s.dy());
    }

    /** The cotangent as it is where x > 0, {@code otherwise} elsewhere. */
    private static List<Cotangent> belowZero(Step s, Value otherwise) {
        return s.first(s.where(s.greater(s.x(), 0), s.dy(), otherwise));
    }

    private static List<Cotangent> prelu(Step s) {
        Value dx = s.where(s.greater(s.x(), 0), s.dy(), s.mul(s.dy(), s.in(1)));
        return of(dx, s.mul(s.dy(), s.op("Min", s.x(), s.scalar(0, s.x()))));
    }

    /** For x <= 0, y = γ α (e^x - 1) and so y' = y + γ α. */
    private static List<Cotangent> selu(Step s) {
        double gamma = a(s, "gamma", SELU_GAMMA);
        Value slope = s.add(s.y(), gamma * a(s, "alpha", SELU_ALPHA));
        return s.first(s.mul(s.dy(), s.where(s.greater(s.x(), 0), s.scalar(gamma, s.y()), slope)));
    }

    private static List<Cotangent> hardSigmoid(Step s) {
        Value inside = s.and(s.greater(s.y(), 0), s.less(s.y(), 1));
        return s.first(s.keepWhere(inside, s.mul(s.dy(), a(s, "alpha", 0.2))));
    }

    /** 0 up to -3, 1 from 3 on, x/3 + 1/2 in between. */
    private static List<Cotangent> hardSwish(Step s) {
        Value between = s.mul(s.dy(), s.add(s.mul(s.x(), 1.0 / 3), 0.5));
        Value upTo3 = s.keepWhere(s.greater(s.x(), -3), between);
        return s.first(s.where(s.less(s.x(), 3), upTo3, s.dy()));
    }

    /** With t = tanh(softplus x): t + x (1 - t²) sigmoid x. */
    private static List<Cotangent> mish(Step s) {
        Value t = s.op("Tanh", s.op("Softplus", s.x()));
        Value slope = s.mul(s.mul(s.x(), s.sub(1, s.square(t))), s.op("Sigmoid", s.x()));
        return s.first(s.mul(s.dy(), s.add(t, slope)));
    }

    /** With σ = sigmoid(α x): σ + α y (1 - σ). */
    private static List<Cotangent> swish(Step s) {
        double alpha = a(s, "alpha", 1);
        Value sigmoid = s.op("Sigmoid", s.mul(s.x(), alpha));
        return s.first(s.mul(s.dy(), s.add(sigmoid, s.mul(s.mul(s.y(), alpha), s.sub(1, sigmoid)))));
    }

    /** Φ(x) + x φ(x) with the normal distribution's Φ and φ. */
    private static List<Cotangent> gelu(Step s) {
        Value cumulative = s.mul(s.add(s.op("Erf", s.mul(s.x(), Math.sqrt(0.5))), 1), 0.5);
        Value density = s.mul(s.exp(s.mul(s.square(s.x()), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return s.first(s.mul(s.dy(), s.add(cumulative, s.mul(s.x(), density))));
    }

    /** With u = k (x + c x³) and t = tanh u: (1 + t + x (1 - t²) u') / 2. */
    private static List<Cotangent> geluTanh(Step s) {
        double k = Math.sqrt(2 / Math.PI);
        double c = 0.044715;
        Value square = s.square(s.x());
        Value t = s.op("Tanh", s.mul(s.x(), s.add(s.mul(square, k * c), k)));
        Value inner = s.mul(s.x(), s.add(s.mul(square, 3 * k * c), k));
        Value slope = s.add(s.add(t, 1), s.mul(s.sub(1, s.square(t)), inner));
        return s.first(s.mul(s.dy(), s.mul(slope, 0.5)));
    }
}
