package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/**
 * One run of the command within the test's process.
 *
 * @param exit the exit code
 * @param out what went to standard output
 * @param err what went to standard error, warnings of the log apart
 */
record CommandRun(int exit, String out, String err) {

    static CommandRun of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        int exit = Fovea.run(new PrintWriter(out), new PrintWriter(err), words);
        return new CommandRun(exit, out.toString(), err.toString());
    }

    /** One that ends well and complains of nothing. */
    static CommandRun good(Object... args) {
        CommandRun run = of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
