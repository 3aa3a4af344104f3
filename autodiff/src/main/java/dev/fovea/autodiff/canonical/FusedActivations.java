package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Activations of {@code com.microsoft}, and those that ride on other operators there. */
final class FusedActivations {

    private FusedActivations() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "com.microsoft.Gelu", single(s -> gelu(s, s.x())),
                "com.microsoft.BiasGelu", single(s -> gelu(s, s.add(s.x(), s.in(1)))),
                "com.microsoft.FastGelu", single(FusedActivations::fastGelu),
                "com.microsoft.QuickGelu", single(FusedActivations::quickGelu));
    }

    /** x Φ(x), by the error function: ONNX's own Gelu needs opset 20. */
    private static Value gelu(Site s, Value x) {
        Value twice = s.add(s.op("Erf", s.mul(x, Math.sqrt(0.5))), 1);
        return s.mul(s.mul(x, 0.5), twice);
    }

    private static Value fastGelu(Site s) {
        Value x = s.in(1).isPresent() ? s.add(s.x(), s.in(1)) : s.x();
        Value inner = s.mul(x, s.add(s.mul(s.square(x), 0.044715 * Math.sqrt(2 / Math.PI)), Math.sqrt(2 / Math.PI)));
        return s.mul(s.mul(x, 0.5), s.add(s.op("Tanh", inner), 1));
    }

    private static Value quickGelu(Site s) {
        return s.mul(s.x(), s.op("Sigmoid", s.mul(s.x(), s.attributes().f("alpha", 1.702))));
    }

    /** The activation that FusedConv names, with its parameters in a list. */
    static Value ofConvolution(Site s, Value x) {
        AttributeProto params = s.attributes().proto("activation_params");
        List<Float> p = params == null ? List.of() : params.getFloatsList();
        return switch (s.attributes().s("activation", "")) {
            case "" -> x;
            case "LeakyRelu" -> s.op("LeakyRelu", numbers("alpha", p, 0), x);
            case "HardSigmoid" ->
                s.op(
                        "HardSigmoid",
                        numbers("alpha", p, 0)
                                .with("beta", numbers("beta", p, 1).f("beta", 0.5)),
                        x);
            case "Clip" -> s.op("Clip", x, s.float32(p.get(0)), s.float32(p.get(1)));
            case "Gelu" -> gelu(s, x);
            default -> plain(s, s.attributes().s("activation", ""), x, Attributes.NONE);
        };
    }

    /** The activation that FusedGemm names, with its parameters as attributes. */
    static Value ofProduct(Site s, Value x) {
        String name = s.attributes().s("activation", "");
        Attributes parameters = Attributes.NONE;
        for (String p : List.of("alpha", "beta", "gamma")) {
            if (s.attributes().has("activation_" + p)) {
                parameters = parameters.with(p, s.attributes().f("activation_" + p, 0));
            }
        }
        return name.isEmpty() ? x : plain(s, name, x, parameters);
    }

    private static Value plain(Site s, String name, Value x, Attributes parameters) {
        return switch (name) {
            case "Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", "HardSwish" -> s.op(name, x);
            case "LeakyRelu", "Elu", "Selu", "HardSigmoid", "ThresholdedRelu" -> s.op(name, parameters, x);
            case "ScaledTanh" -> scaledTanh(s, x, parameters);
            case "ParametricSoftplus" -> parametricSoftplus(s, x, parameters);
            default -> throw s.refusal("activation '%s' is not known. Save the model without fusion".formatted(name));
        };
    }

    static Value scaledTanh(Site s, Value x, Attributes a) {
        return s.mul(s.op("Tanh", s.mul(x, a.f("beta", 1))), a.f("alpha", 1));
    }

    static Value parametricSoftplus(Site s, Value x, Attributes a) {
        return s.mul(s.op("Softplus", s.mul(x, a.f("beta", 1))), a.f("alpha", 1));
    }

    private static Attributes numbers(String name, List<Float> values, int i) {
        @Nullable Float value = i < values.size() ? values.get(i) : null;
        return value == null ? Attributes.NONE : Attributes.of(name, value);
    }
}
