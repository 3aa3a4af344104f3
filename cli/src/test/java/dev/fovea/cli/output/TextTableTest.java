package dev.fovea.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAligned() {
        StringWriter text = new StringWriter();
        new TextTable(" ", "lrl").row("name", "n", "").row("a", "100", "x").print(new PrintWriter(text));

        assertThat(text.toString().lines()).containsExactly(" name    n", " a     100  x");
    }
}
