package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionTest {
    static List<RuleRow> rows() {
        return Stream.concat(attention().stream(), rotary().stream()).toList();
    }

    private static List<RuleRow> attention() {
        return List.of(
                byHead("plain", 23),
                byHead("plain", 24),
                byHead("scale", 23).attr("scale", 0.3f),
                byHead("softcap", 23).attr("softcap", 0.7f),
                byHead("causal", 23).attr("is_causal", 1L),
                byHead("softcap, causal, float mask", 23)
                        .constantIn(-1, 1, 3, 4)
                        .attr("softcap", 0.7f)
                        .attr("is_causal", 1L),
                byHead("active mask", 23).input(2, 1, 3, 4),
                byHead("boolean mask", 23)
                        .constant(Tensors.integers(
                                ElementType.BOOL, new long[] {3, 4}, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1)),
                row("Attention", "shared key heads", 23)
                        .input(1, 4, 3, 2)
                        .input(1, 2, 3, 2)
                        .input(1, 2, 3, 3)
                        .constantIn(-1, 1, 1, 4, 3, 3),
                row("Attention", "unknown sizes", 23)
                        .input(2, 2, 3, 2)
                        .dynamic(0, 2)
                        .input(2, 2, 4, 2)
                        .dynamic(0, 2)
                        .input(2, 2, 4, 2)
                        .dynamic(0, 2)
                        .attr("is_causal", 1L),
                packed("packed", 2, 2),
                packed("packed, masked", 2, 2).constantIn(-1, 1, 3, 4),
                packed("packed, shared key heads", 4, 2),
                packed("packed, shared key heads, masked", 4, 2).constantIn(-1, 1, 1, 4, 3, 4),
                packed("packed, one key head, causal", 4, 1).attr("is_causal", 1L));
    }

    private static RuleRow byHead(String variant, int opset) {
        return row("Attention", variant, opset)
                .input(2, 2, 3, 2)
                .input(2, 2, 4, 2)
                .input(2, 2, 4, 3);
    }

    private static RuleRow packed(String variant, long heads, long keyHeads) {
        return row("Attention", variant, 23)
                .input(2, 3, heads * 2)
                .input(2, 4, keyHeads * 2)
                .input(2, 4, keyHeads * 3)
                .attr("q_num_heads", heads)
                .attr("kv_num_heads", keyHeads);
    }

    private static List<RuleRow> rotary() {
        return Stream.of(
                        row("RotaryEmbedding", "halves", 23)
                                .input(2, 2, 3, 4)
                                .constantIn(-1, 1, 5, 2)
                                .constantIn(-1, 1, 5, 2)
                                .constant(Tensors.integers(ElementType.INT64, new long[] {2, 3}, 0, 1, 2, 4, 3, 1)),
                        row("RotaryEmbedding", "interleaved", 23)
                                .input(2, 2, 3, 4)
                                .constantIn(-1, 1, 5, 2)
                                .constantIn(-1, 1, 5, 2)
                                .constant(Tensors.integers(ElementType.INT64, new long[] {2, 3}, 0, 1, 2, 4, 3, 1))
                                .attr("interleaved", 1L),
                        row("RotaryEmbedding", "packed, no positions, unknown tokens", 23)
                                .input(2, 3, 8)
                                .dynamic(0, 1)
                                .constantIn(-1, 1, 2, 3, 2)
                                .constantIn(-1, 1, 2, 3, 2)
                                .attr("num_heads", 2L),
                        row("RotaryEmbedding", "part of the channels", 23)
                                .input(1, 2, 3, 6)
                                .constantIn(-1, 1, 1, 3, 2)
                                .constantIn(-1, 1, 1, 3, 2)
                                .attr("rotary_embedding_dim", 4L))
                .map(RuleRow::linear)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
