package dev.fovea.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    /** A line that wraps could not be taken away again: the terminal is told to cut it instead. */
    @Test
    void aLineThatIsTooLongIsCutByTheTerminal() {
        StringWriter err = new StringWriter();
        try (ProgressLine line = ProgressLine.on(new PrintWriter(err))) {
            line.stage("a picture");
            line.show();
        }
        assertThat(err.toString()).isEqualTo("\r\u001B[K\u001B[?7la picture (0 s)\u001B[?7h\r\u001B[K");
    }

    /** A file may be called anything; a line feed in its name would leave lines behind. */
    @Test
    void whatIsNotAPrintedCharacterIsNotSentToTheTerminal() {
        StringWriter err = new StringWriter();
        try (ProgressLine line = ProgressLine.on(new PrintWriter(err))) {
            line.stage("a\nb\u001B[2Jc");
            line.show();
        }
        assertThat(err.toString()).contains("a b [2Jc (0 s)").doesNotContain("\n", "\u001B[2J");
    }
}
