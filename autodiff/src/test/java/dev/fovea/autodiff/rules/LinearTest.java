package dev.fovea.autodiff.rules;

import static dev.fovea.autodiff.RuleRow.row;

import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinearTest {
    static List<RuleRow> rows() {
        List<RuleRow> rows = new ArrayList<>();
        rows.addAll(gemm());
        rows.addAll(matmul());
        rows.addAll(einsum());
        return rows.stream().map(RuleRow::linear).toList();
    }

    private static List<RuleRow> gemm() {
        return List.of(
                row("Gemm", "plain, no C").input(2, 3).input(3, 4),
                row("Gemm", "transA").input(3, 2).input(3, 4).attr("transA", 1L).attr("alpha", 0.5f),
                row("Gemm", "transB, C row").input(2, 3).input(4, 3).input(4).attr("transB", 1L),
                row("Gemm", "both transposed, alpha, beta, C column")
                        .input(3, 2)
                        .input(4, 3)
                        .input(2, 1)
                        .attr("transA", 1L)
                        .attr("transB", 1L)
                        .attr("alpha", -1.5f)
                        .attr("beta", 0.7f),
                row("Gemm", "C scalar").input(2, 3).input(3, 4).input().attr("beta", 2f),
                row("Gemm", "C full").input(2, 3).input(3, 4).input(2, 4),
                row("Gemm", "C one row").input(2, 3).input(3, 4).input(1, 4),
                row("Gemm", "constant weights and bias, unknown batch")
                        .input(2, 3)
                        .dynamic(0)
                        .constantIn(-1, 1, 4, 3)
                        .constantIn(-1, 1, 4)
                        .attr("transB", 1L),
                row("Gemm", "unknown batch, all active")
                        .input(2, 3)
                        .dynamic(0)
                        .input(3, 4)
                        .input(4),
                row("Gemm", "opset 7", 7).input(2, 3).input(3, 4).input(4),
                row("Gemm", "opset 9", 9).input(2, 3).input(4, 3).input(4).attr("transB", 1L),
                row("Gemm", "opset 13", 13).input(2, 3).input(4, 3).input(4).attr("transB", 1L));
    }

    private static List<RuleRow> matmul() {
        return List.of(
                row("MatMul", "matrices").input(2, 3).input(3, 4),
                row("MatMul", "opset 9", 9).input(2, 3).input(3, 4),
                row("MatMul", "constant right, unknown batch")
                        .input(2, 3, 4)
                        .dynamic(0, 1)
                        .constantIn(-1, 1, 4, 2),
                row("MatMul", "constant left")
                        .constantIn(-1, 1, 2, 3)
                        .input(2, 3, 4)
                        .dynamic(0),
                row("MatMul", "batches").input(2, 2, 3).input(2, 3, 4),
                row("MatMul", "batches broadcast").input(2, 1, 2, 3).input(3, 3, 2),
                row("MatMul", "batches broadcast, unknown")
                        .input(2, 1, 2, 3)
                        .dynamic(0, 1, 2)
                        .input(3, 3, 2)
                        .dynamic(0, 2),
                row("MatMul", "batch of one, unknown").input(1, 2, 3).dynamic(0).input(3, 3, 2),
                row("MatMul", "matrix times batch").input(2, 3).input(4, 3, 2),
                row("MatMul", "batch times matrix").input(4, 2, 3).input(3, 2),
                row("MatMul", "vector times vector").input(3).input(3),
                row("MatMul", "vector times matrix").input(3).input(3, 2),
                row("MatMul", "matrix times vector").input(2, 3).input(3),
                row("MatMul", "vector times batch").input(3).input(2, 3, 2),
                row("MatMul", "batch times vector").input(2, 4, 3).input(3),
                row("MatMul", "batch times vector, unknown")
                        .input(2, 4, 3)
                        .dynamic(0, 1)
                        .input(3));
    }

    private static List<RuleRow> einsum() {
        return List.of(
                einsum("ij,jk->ik").input(2, 3).input(3, 4),
                einsum("ij,jk").input(2, 3).input(3, 4),
                row("Einsum", "opset 12", 12)
                        .attr("equation", "ij,kj->ik")
                        .input(2, 3)
                        .input(4, 3),
                einsum("ba").input(2, 3),
                einsum("abc->cab").input(2, 3, 4),
                einsum("ij->").input(2, 3),
                einsum("ijk->j").input(2, 3, 4),
                einsum("ijk->j", "unknown sizes").input(2, 3, 4).dynamic(0, 1, 2),
                einsum(" i , j -> j i ").input(2).input(3),
                einsum("i,i->").input(3).input(3),
                einsum(",ij->ij").input().input(2, 3),
                einsum("ij,kl->il").input(2, 3).input(4, 2),
                einsum("ij,ij->ij").input(2, 3).input(1, 3),
                einsum("ij,ij->i").input(2, 3).input(2, 1),
                einsum("bhid,bhjd->bhij")
                        .input(2, 2, 3, 2)
                        .dynamic(0, 2)
                        .input(2, 2, 4, 2)
                        .dynamic(0, 2),
                einsum("...ij,...jk->...ik").input(2, 2, 3).input(2, 3, 2),
                einsum("...ij,...jk->...ik", "broadcast").input(2, 1, 2, 3).input(1, 3, 3, 2),
                einsum("...ij,...jk->...ik", "broadcast, unknown")
                        .input(2, 2, 3)
                        .dynamic(0)
                        .input(1, 3, 2)
                        .dynamic(0),
                einsum("...i,...i").input(2, 3).input(2, 3),
                einsum("i...j->...").input(2, 4, 3),
                einsum("nchw,oc->nohw").input(1, 3, 2, 2).constantIn(-1, 1, 4, 3),
                einsum("ij,jk,kl->il").input(2, 3).input(3, 4).input(4, 2),
                einsum("ii,ij->ij").constantIn(-1, 1, 3, 3).input(3, 2));
    }

    private static RuleRow einsum(String equation) {
        return einsum(equation, "");
    }

    private static RuleRow einsum(String equation, String variant) {
        return row("Einsum", equation + " " + variant).attr("equation", equation);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void agreesWithFiniteDifferences(RuleRow row) throws Exception {
        RuleCheck.check(row);
    }
}
