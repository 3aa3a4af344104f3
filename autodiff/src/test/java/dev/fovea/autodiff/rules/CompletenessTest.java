package dev.fovea.autodiff.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleBook;
import dev.fovea.autodiff.RuleCheck;
import dev.fovea.autodiff.RuleRow;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No rule without a row that checks it, no row for an operator that nothing handles. */
class CompletenessTest {

    @Test
    void everyRuleHasARow() throws Exception {
        Set<String> unchecked = new TreeSet<>(RuleBook.gradient().operators());
        RuleTables.all().forEach(row -> unchecked.remove(row.op()));
        assertThat(unchecked).as("operators with a rule but without a row").isEmpty();
    }

    @Test
    void everyRowsOperatorHasARuleOrIsRewritten() throws Exception {
        Set<String> known = RuleBook.gradient().operators();
        Set<String> unknown = RuleTables.all().stream()
                .filter(row -> !known.contains(row.op()))
                .filter(RuleCheck::needsRule)
                .map(RuleRow::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unknown).as("rows for operators without a rule").isEmpty();
    }

    @Test
    void rowsAreNamedApart() throws Exception {
        assertThat(RuleTables.all().stream().map(RuleRow::toString)).doesNotHaveDuplicates();
    }
}
