package dev.fovea.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        usageHelpWidth = 100,
        usageHelpAutoWidth = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:success",
            "  1:internal error (run again with --debug)",
            "  2:bad usage or bad input",
            "130:interrupted"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class BaseCommand implements Callable<Integer> {
    /** Everything went well. */
    static final int OK = 0;
    /** A check failed, or the fault is Fovea's own. */
    static final int FAILED = 1;
    /** The command line or an input is wrong. */
    static final int BAD_INPUT = 2;
    /** Ctrl-C. */
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Option(names = Failures.DEBUG, order = 1000, description = "With an error, show where in the program it arose.")
    private boolean debug;

    final CommandSpec spec() {
        return spec;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Says something has gone wrong, with the stack trace if it is wanted, and goes on. */
    final void report(Exception e) {
        Failures.report(err(), e, debug);
    }
}
