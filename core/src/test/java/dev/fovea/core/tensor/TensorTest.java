package dev.fovea.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    private static final Tensor TWO = new Tensor(new long[] {2, 1, 2}, new float[] {1, 2, 3, 4});

    @Test
    void knowsItsShape() {
        assertThat(TWO.rank()).isEqualTo(3);
        assertThat(TWO.batch()).isEqualTo(2);
        assertThat(TWO).hasToString("Tensor[2, 1, 2]");
    }

    @Test
    void rowsAndConcatUndoEachOther() {
        assertThat(TWO.row(1)).isEqualTo(new Tensor(new long[] {1, 1, 2}, new float[] {3, 4}));
        assertThat(Tensor.concat(List.of(TWO.row(0), TWO.row(1)))).isEqualTo(TWO);
        assertThat(Tensor.concat(List.of(TWO, TWO.row(0))).shape()).containsExactly(3, 1, 2);
    }

    @Test
    void isEqualByShapeAndElements() {
        Tensor same = new Tensor(new long[] {2, 1, 2}, new float[] {1, 2, 3, 4});
        assertThat(same).isEqualTo(TWO).hasSameHashCodeAs(TWO);
        assertThat(new Tensor(new long[] {1, 2, 2}, new float[] {1, 2, 3, 4})).isNotEqualTo(TWO);
        assertThat(new Tensor(new long[] {2, 1, 2}, new float[] {1, 2, 3, 5})).isNotEqualTo(TWO);
    }

    @Test
    void refusesAnotherNumberOfElements() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tensor(new long[] {2, 2}, new float[3]))
                .withMessage("A tensor of shape [2, 2] holds 4 values, found 3");
    }
}
