package dev.fovea.autodiff.canonical;

import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Graph;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Value;
import java.util.List;
import java.util.Optional;

/**
 * Writes ONNX's Attention (opset 23 and newer) as matrix products and Softmax. Left alone, for the differentiator to
 * name, are nodes that read or give out past keys and values, as generating text does.
 *
 * <p>Queries are batch x heads x tokens x channels in here. Where several query heads share one head of keys and
 * values, they are an axis of their own: batch x key heads x query heads per key head x tokens x channels.
 */
final class AttentionExpansion implements Canonical.Pass {
    private static final double LOWEST = -Float.MAX_VALUE;

    @Override
    public Graph apply(Graph graph) {
        BooleanValues booleans = new BooleanValues(graph);
        return new Rewriting(graph.opset(), node -> isPlain(node) ? Optional.of(rewrite(booleans)) : Optional.empty())
                .apply(graph);
    }

    private static boolean isPlain(Node node) {
        boolean past = List.of(4, 5, 6).stream().anyMatch(i -> !node.input(i).isEmpty());
        boolean more = List.of(1, 2, 3).stream().anyMatch(i -> !node.output(i).isEmpty());
        boolean windowed = node.attributes().i("left_window_size", -1) != -1
                || node.attributes().i("right_window_size", -1) != -1;
        return node.is("Attention") && !past && !more && !windowed;
    }

    private static Rewrite rewrite(BooleanValues booleans) {
        return Rewrite.single(
                s -> new Heads(s).attention(booleans.contains(s.node().input(3))));
    }

    /** One node's queries, keys and values by head, and the way back. */
    private static final class Heads {
        private final Site s;
        /** Whether the inputs are batch x tokens x (heads * channels), the numbers of heads being attributes. */
        private final boolean packed;

        private final boolean grouped;
        private final Value queries;
        private final Value keys;
        private final Value values;

        Heads(Site s) {
            this.s = s;
            long heads = s.attributes().i("q_num_heads", 0);
            long keyHeads = s.attributes().i("kv_num_heads", 0);
            packed = heads > 0;
            grouped = !packed || heads != keyHeads;
            if (!packed) {
                Value groups = s.concat(0, sizes(s.in(1), 0, 2), s.ints(-1), sizes(s.x(), 2, 4));
                queries = s.reshape(s.x(), groups);
                keys = s.unsqueeze(s.in(1), 2);
                values = s.unsqueeze(s.in(2), 2);
            } else if (grouped) {
                queries = s.transpose(s.reshape(s.x(), 0, 0, keyHeads, heads / keyHeads, -1), 0, 2, 3, 1, 4);
                keys = s.transpose(s.reshape(s.in(1), 0, 0, keyHeads, 1, -1), 0, 2, 3, 1, 4);
                values = s.transpose(s.reshape(s.in(2), 0, 0, keyHeads, 1, -1), 0, 2, 3, 1, 4);
            } else {
                queries = s.transpose(s.reshape(s.x(), 0, 0, heads, -1), 0, 2, 1, 3);
                keys = s.transpose(s.reshape(s.in(1), 0, 0, heads, -1), 0, 2, 1, 3);
                values = s.transpose(s.reshape(s.in(2), 0, 0, heads, -1), 0, 2, 1, 3);
            }
        }

        Value attention(boolean booleanMask) {
            Value turned = grouped ? s.transpose(keys, 0, 1, 2, 4, 3) : s.transpose(keys, 0, 1, 3, 2);
            Value scores = capped(s.matmul(scaled(), turned));
            if (s.attributes().i("is_causal", 0) != 0) {
                scores = s.add(scores, future(scores));
            }
            if (s.in(3).isPresent()) {
                Value bias = booleanMask ? s.where(s.in(3), s.float32(0), s.float32(LOWEST)) : s.in(3);
                scores = masked(scores, bias);
            }
            Value weights = s.keepOne("Softmax", Attributes.of("axis", -1L), scores);
            return joined(s.matmul(weights, values));
        }

        private Value scaled() {
            float given = s.attributes().f("scale", 0);
            return given != 0
                    ? s.mul(queries, given)
                    : s.div(queries, s.sqrt(s.cast(sizes(queries, -1, Long.MAX_VALUE), ElementType.FLOAT)));
        }

        private Value capped(Value scores) {
            float cap = s.attributes().f("softcap", 0);
            return cap == 0 ? scores : s.mul(s.op("Tanh", s.div(scores, cap)), cap);
        }

        /** Excludes the keys behind the query's own place: tokens x tokens. */
        private Value future(Value scores) {
            Value place = s.unsqueeze(upTo(sizes(scores, -2, -1)), 1);
            return s.where(s.less(place, upTo(sizes(scores, -1, Long.MAX_VALUE))), s.float32(LOWEST), s.float32(0));
        }

        private Value upTo(Value count) {
            return s.op("Range", s.scalar(0, count), s.squeeze(count, 0), s.scalar(1, count));
        }

        /** The mask broadcasts to batch x heads x tokens x tokens. */
        private Value masked(Value scores, Value bias) {
            if (!grouped) {
                return s.add(scores, bias);
            }
            Value ungrouped = s.concat(0, sizes(scores, 0, 1), s.ints(-1), sizes(scores, 3, 5));
            return s.reshape(s.add(s.reshape(scores, ungrouped), bias), sizes(scores, 0, 5));
        }

        private Value joined(Value mixed) {
            if (!packed) {
                return s.reshape(mixed, s.concat(0, sizes(s.x(), 0, 3), s.ints(-1)));
            }
            Value byToken = grouped ? s.transpose(mixed, 0, 3, 1, 2, 4) : s.transpose(mixed, 0, 2, 1, 3);
            return s.reshape(byToken, 0, 0, -1);
        }

        private Value sizes(Value of, long from, long to) {
            Value shape = s.typed(ElementType.INT64, "Shape", Attributes.NONE, of);
            return s.slice(shape, s.ints(from), s.ints(to), s.ints(0));
        }
    }
}
