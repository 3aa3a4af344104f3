package dev.fovea.autodiff.canonical;

import static dev.fovea.autodiff.canonical.Rewrite.single;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Attention of {@code com.microsoft} as picture transformers use it: no past, no padding mask. Queries, keys and values
 * are batch x tokens x channels.
 */
final class FusedAttention {
    private static final String TEXT = "it has %s, which picture models do not use. Save the model without fusion";

    private FusedAttention() {}

    static Map<String, Rewrite> rewrites() {
        return Map.of(
                "com.microsoft.Attention", single(FusedAttention::packed),
                "com.microsoft.MultiHeadAttention", single(FusedAttention::multiHead));
    }

    private static Value packed(Site s) {
        refuse(s, 3, "a mask");
        refuse(s, 4, "a past");
        return packed(s, s.x(), s.in(1), s.in(2), s.in(5));
    }

    /** Attention(x W + b), where W holds the projections for queries, keys and values side by side. */
    static Value packed(Site s, Value x, Value w, Value b, Value positions) {
        Value projected = s.matmul(x, w);
        Value all = b.isPresent() ? s.add(projected, b) : projected;
        List<ElementType> three = Collections.nCopies(3, ElementType.FLOAT);
        Attributes last = Attributes.of("axis", -1);
        long[] sizes = s.attributes().ints("qkv_hidden_sizes");
        List<Value> qkv = sizes == null
                ? s.outputs("Split", last.with("num_outputs", 3), three, all)
                : s.outputs("Split", last, three, all, s.ints(sizes));
        return attention(s, qkv.get(0), qkv.get(1), qkv.get(2), positions);
    }

    /** Attention of queries, keys and values that are projected already; the bias holds one for each. */
    private static Value multiHead(Site s) {
        refuse(s, 4, "a mask");
        refuse(s, 6, "a past");
        Value q = s.x();
        Value k = s.in(1);
        Value v = s.in(2);
        if (!k.isPresent() || !v.isPresent()) {
            throw s.refusal(TEXT.formatted("queries, keys and values packed in one input"));
        }
        if (s.in(3).isPresent()) {
            Value sizes = s.concat(0, channels(s, q), channels(s, k), channels(s, v));
            List<Value> bias = s.outputs(
                    "Split", Attributes.of("axis", 0), Collections.nCopies(3, ElementType.FLOAT), s.in(3), sizes);
            q = s.add(q, bias.get(0));
            k = s.add(k, bias.get(1));
            v = s.add(v, bias.get(2));
        }
        return attention(s, q, k, v, s.in(5));
    }

    private static Value channels(Site s, Value x) {
        return s.slice(s.shapeOf(x), s.ints(-1), s.ints(Integer.MAX_VALUE), s.ints(0));
    }

    private static Value attention(Site s, Value q, Value k, Value v, Value bias) {
        if (s.attributes().i("unidirectional", 0) != 0 || s.attributes().i("do_rotary", 0) != 0) {
            throw s.refusal(TEXT.formatted("a causal mask or rotary positions"));
        }
        Value queries = s.transpose(heads(s, q), 0, 2, 1, 3);
        Value keys = s.transpose(heads(s, k), 0, 2, 3, 1);
        Value values = s.transpose(heads(s, v), 0, 2, 1, 3);
        Value scores = scaled(s, s.matmul(queries, keys), queries);
        Value biased = bias.isPresent() ? s.add(scores, bias) : scores;
        Value weights = s.keepOne("Softmax", Attributes.of("axis", -1), biased);
        Value mixed = s.transpose(s.matmul(weights, values), 0, 2, 1, 3);
        return s.reshape(mixed, 0, 0, -1);
    }

    /** batch x tokens x channels as batch x tokens x heads x channels of a head. */
    private static Value heads(Site s, Value x) {
        return s.reshape(x, 0, 0, s.attributes().i("num_heads", 1), -1);
    }

    /** By the root of a head's channels, unless the scale is given. */
    private static Value scaled(Site s, Value scores, Value queries) {
        float given = s.attributes().f("scale", 0);
        return given != 0
                ? s.mul(scores, given)
                : s.div(scores, s.sqrt(s.cast(s.gather(0, shape(s, queries), s.ints(3)), ElementType.FLOAT)));
    }

    private static Value shape(Site s, Value x) {
        return s.typed(ElementType.INT64, "Shape", Attributes.NONE, x);
    }

    static void refuse(Site s, int input, String what) {
        if (s.in(input).isPresent()) {
            throw s.refusal(TEXT.formatted(what));
        }
    }
}
