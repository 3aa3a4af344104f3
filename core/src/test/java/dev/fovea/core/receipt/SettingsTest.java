package dev.fovea.core.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettingsTest {
    /** A record with one of everything. */
    public record Everything(
            int count,
            long seed,
            double rate,
            boolean on,
            String name,
            TimeUnit unit,
            List<Part> parts,
            Object picture) {}

    /** A record in it. */
    public record Part(int size) {}

    @Test
    void writesWhatAReceiptCanHoldAndLeavesOutTheRest() {
        Everything all = new Everything(
                3, 1L << 40, 0.5, true, "a", TimeUnit.DAYS, List.of(new Part(1), new Part(2)), new Object());

        assertThat(Settings.of(all).toString())
                .isEqualTo(
                        "{\"kind\":\"Everything\",\"count\":3,\"seed\":1099511627776,\"rate\":0.5,\"on\":true,\"name\":\"a\","
                                + "\"unit\":\"days\",\"parts\":[{\"kind\":\"Part\",\"size\":1},{\"kind\":\"Part\",\"size\":2}]}");
    }
}
