package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.UnsupportedOperatorsException;
import dev.fovea.autodiff.graph.Attributes;
import dev.fovea.autodiff.graph.ElementType;
import dev.fovea.autodiff.graph.Node;
import dev.fovea.autodiff.graph.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forms of operators that have a rule but cannot be differentiated: the error says why. */
class UnsupportedFormsTest {

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        row("Einsum", "diagonal").attr("equation", "ii->i").input(3, 3),
                        "the equation takes a diagonal of operand 0 ('ii')"),
                Arguments.of(
                        row("Conv", "computed weights, SAME, unknown picture, strided")
                                .input(1, 2, 5, 6)
                                .dynamic(2, 3)
                                .input(2, 2, 3, 3)
                                .ints("strides", 2, 2)
                                .attr("auto_pad", "SAME_UPPER"),
                        "computed weights with auto_pad SAME"),
                Arguments.of(blocked(), "it is quantised in blocks"),
                Arguments.of(
                        row("Attention", "past", 23)
                                .input(1, 2, 3, 2)
                                .input(1, 2, 3, 2)
                                .input(1, 2, 3, 2)
                                .absent()
                                .constantIn(-1, 1, 1, 2, 1, 2)
                                .constantIn(-1, 1, 1, 2, 1, 2)
                                .outputs(3),
                        "it reads or gives out past keys and values"));
    }

    private static RuleRow blocked() {
        Attributes blocks = Attributes.of("axis", 0L).with("block_size", 2L);
        return row("QuantizeLinear", "blocks")
                .input(4, 2)
                .constantIn(0.01, 0.02, 2, 2)
                .constant(Tensors.integers(ElementType.INT8, new long[] {2, 2}, 0, 0, 0, 0))
                .nodes(
                        new Node("q", "QuantizeLinear", List.of("x0", "c1", "c2"), List.of("q"), blocks),
                        new Node("d", "DequantizeLinear", List.of("q", "c1", "c2"), List.of("y0"), blocks));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void areRefusedWithTheReason(RuleRow row, String reason) {
        assertThatThrownBy(() -> RuleCheck.derivatives(row))
                .isInstanceOf(UnsupportedOperatorsException.class)
                .hasMessageContaining(reason);
    }
}
