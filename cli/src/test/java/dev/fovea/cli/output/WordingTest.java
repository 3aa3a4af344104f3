package dev.fovea.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "1, 100.0 %",
        "0.99999, > 99.9 %",
        "0.999, 99.9 %",
        "0.4351, 43.5 %",
        "0.001, 0.1 %",
        "0.00023456, 0.023 %",
        "0.0000058, 0.00058 %",
        "1e-12, 1E-10 %",
        "0, 0.0 %"
    })
    void percentages(double share, String text) {
        assertThat(Wording.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'tabby, tabby cat', tabby",
        "Egyptian cat, egyptian-cat",
        "crème brûlée, creme-brulee",
        "'  (dog) ', dog",
        "жук, class-7",
        "../../etc/passwd, etc-passwd",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z, a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t"
    })
    void labelsInFileNames(String label, String slug) {
        assertThat(Slug.of(label, "class-7")).isEqualTo(slug);
    }
}
