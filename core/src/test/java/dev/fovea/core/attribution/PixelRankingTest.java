package dev.fovea.core.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PixelRankingTest {
    private static final SaliencyMap SIGNED = SaliencyMap.of(3, 2, new float[] {0.5f, -2, 0, 2, -0.0f, 0.1f}, true);

    @Test
    void putsTheLargestFirstAndTiesInRowMajorOrder() {
        assertThat(PixelRanking.of(SIGNED).top(10))
                .containsExactly(
                        new RankedPixel(1, 1, 0, -2),
                        new RankedPixel(2, 0, 1, 2),
                        new RankedPixel(3, 0, 0, 0.5f),
                        new RankedPixel(4, 2, 1, 0.1f),
                        new RankedPixel(5, 2, 0, 0),
                        new RankedPixel(6, 1, 1, -0.0f));
        assertThat(PixelRanking.of(SIGNED).top(0)).isEmpty();
    }

    @Test
    void givesTiesTheSamePercentile() {
        assertThat(PixelRanking.of(SIGNED).percentileMap().toArray()).containsExactly(60, 80, 0, 80, 0, 40);
    }

    @Test
    void givesAConstantMapPercentileZero() {
        PixelRanking ranking = PixelRanking.of(SaliencyMap.of(2, 2, new float[] {7, 7, 7, 7}, false));

        assertThat(ranking.percentileMap().max()).isZero();
        assertThat(ranking.top(2)).containsExactly(new RankedPixel(1, 0, 0, 7), new RankedPixel(2, 1, 0, 7));
        assertThat(PixelRanking.of(SaliencyMap.of(1, 1, new float[] {3}, false)).percentile(1))
                .isZero();
    }

    @Test
    void spansZeroToHundredWithoutTies() {
        SaliencyMap percentiles = PixelRanking.of(SaliencyMap.of(5, 1, new float[] {4, 3, 8, 1, 0}, false))
                .percentileMap();

        assertThat(percentiles.toArray()).containsExactly(75, 50, 100, 25, 0);
    }

    @Test
    void agreesWithAPlainStableSort() {
        Random random = new Random(1);
        float[] values = new float[500];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-20, 20) * 0.37f;
        }
        int[] expected = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -Math.abs(values[i])))
                .mapToInt(i -> i)
                .toArray();

        PixelRanking ranking = PixelRanking.of(SaliencyMap.of(25, 20, values, true));

        assertThat(ranking.size()).isEqualTo(500);
        assertThat(ranking.top(500).stream().mapToInt(p -> p.y() * 25 + p.x()).toArray())
                .containsExactly(expected);
    }

    @Test
    void writesCsv() throws IOException {
        StringBuilder csv = new StringBuilder();
        PixelRanking.of(SaliencyMap.of(3, 1, new float[] {0.1f, 1.5e-7f, 3}, false))
                .writeCsv(csv, 3);

        assertThat(csv.toString())
                .isEqualTo("rank,x,y,value,percentile\n1,2,0,3.0,100.0000\n2,0,0,0.1,50.0000\n3,1,0,1.5E-7,0.0000\n");
    }

    @Test
    void refusesRanksThatDoNotExist() {
        PixelRanking ranking = PixelRanking.of(SIGNED);

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> ranking.at(0))
                .withMessageContaining("from 1 to 6, found 0");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ranking.percentile(7));
        assertThatIllegalArgumentException().isThrownBy(() -> ranking.top(-1));
    }
}
