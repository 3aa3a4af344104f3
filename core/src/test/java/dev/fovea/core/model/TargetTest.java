package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.core.OneLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final Labels LABELS = new Labels(List.of("cat", "dog", "fish"));
    private static final ClassScores SCORES = new ClassScores(new float[] {1, 3, 2}, false);

    static Stream<Arguments> texts() {
        Target cat = Target.label("cat");
        return Stream.of(
                Arguments.of("top", Target.top(), false, new Selection(1, null)),
                Arguments.of(" TOP ", Target.top(), false, new Selection(1, null)),
                Arguments.of("0", Target.index(0), false, new Selection(0, null)),
                Arguments.of(" 2 ", Target.index(2), false, new Selection(2, null)),
                Arguments.of("cat", cat, false, new Selection(0, null)),
                Arguments.of(" cat ", cat, false, new Selection(0, null)),
                Arguments.of("cat-vs-2", new Target.Contrast(cat, Target.index(2)), false, new Selection(0, 2)),
                Arguments.of("top-vs-cat", new Target.Contrast(Target.top(), cat), true, new Selection(1, 0)),
                Arguments.of("cat-vs-top", new Target.Contrast(cat, Target.top()), true, new Selection(0, 1)),
                Arguments.of(
                        "FI-vs-dog",
                        new Target.Contrast(Target.label("FI"), Target.label("dog")),
                        false,
                        new Selection(2, 1)));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isReadAndResolved(String text, Target target, boolean needsScores, Selection selection) {
        assertThat(Target.parse(text)).isEqualTo(target);
        assertThat(target.needsScores()).isEqualTo(needsScores);
        assertThat(Selection.of(target, SCORES, LABELS)).isEqualTo(selection);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "cat-vs-", "\t"})
    void mustNotBeEmpty(String text) {
        OneLine.refuses(() -> Target.parse(text), "The class is empty; give 'top', an index, a label, or 'A-vs-B'");
    }

    private static void refused(Target target, String... parts) {
        OneLine.refuses(() -> Selection.of(target, SCORES, LABELS), parts);
    }

    @Test
    void mustExist() {
        refused(Target.index(3), "There is no class 3; the model has 3 classes, 0 to 2");
        refused(Target.index(-1), "There is no class -1");
        refused(Target.parse("99999999999"), "No class '99999999999'");
        refused(Target.label("horse"), "No class 'horse' among the 3 labels");
        refused(new Target.Ranked(0), "1 to 3 of them can be asked for, found 0");
        refused(new Target.Ranked(4), "1 to 3 of them can be asked for, found 4");
        refused(Target.parse("cat-vs-0"), "The two classes of a contrast are the same: cat");
        refused(Target.parse("top-vs-dog"), "The two classes of a contrast are the same: dog");
        refused(Target.parse("cat-vs-dog-vs-fish"), "A contrast is between two plain classes");
    }

    @Test
    void isRanked() {
        assertThat(Selection.of(new Target.Ranked(1), SCORES, LABELS).index()).isEqualTo(1);
        assertThat(Selection.of(new Target.Ranked(3), SCORES, LABELS).index()).isZero();
        assertThat(new Target.Ranked(2).needsScores()).isTrue();
        assertThat(new Target.Contrast(new Target.Ranked(2), Target.index(0)).needsScores())
                .isTrue();
    }

    @Test
    void isATargetAgain() {
        assertThat(new Selection(1, 2).toTarget()).isEqualTo(new Target.Contrast(Target.index(1), Target.index(2)));
        assertThat(new Selection(1, null).toTarget()).isEqualTo(Target.index(1));
        assertThat(new Selection(1, 2).name(LABELS)).isEqualTo("dog - fish");
    }
}
