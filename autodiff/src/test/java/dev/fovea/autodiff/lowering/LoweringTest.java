package dev.fovea.autodiff.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.RuleRow;
import dev.fovea.autodiff.canonical.Canonical;
import dev.fovea.autodiff.rules.RuleTables;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoweringTest {

    static List<RuleRow> everyRule() throws Exception {
        return RuleTables.all();
    }

    @ParameterizedTest
    @MethodSource("everyRule")
    void keepsEveryGradient(RuleRow row) throws Exception {
        SameGradient.check(
                Lowering.cpuForMany(),
                Canonical.of(row.graph()),
                row.inputs(),
                List.copyOf(row.variables().keySet()));
    }

    @Test
    void saysItsPasses() {
        assertThat(Lowering.cpuForMany().names())
                .containsExactly(
                        "ScaledProducts",
                        "SlicedProducts",
                        "ChosenChannels",
                        "PhasedStems",
                        "PhasedSums",
                        "PhasedPools",
                        "MaximumMasks",
                        "BandMasks",
                        "Masks",
                        "GatedMaps",
                        "Swishes",
                        "SigmoidSlopes",
                        "Gelus",
                        "SpreadMeans",
                        "PhasedProducts",
                        "TransposedConvolutions",
                        "FoldedFactors",
                        "PairwiseSums",
                        "FusedProducts",
                        "RowPhases");
    }
}
