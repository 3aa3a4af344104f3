package dev.fovea.cli;

import dev.fovea.core.FoveaException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    static final String DEBUG = "--debug";

    private final PrintWriter err;
    private final boolean debug;

    Failures(PrintWriter err, String... args) {
        this.err = err;
        this.debug = List.of(args).contains(DEBUG);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        String message = oneLine(String.valueOf(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            message += near.isEmpty() ? "" : "; did you mean %s?".formatted(near.get(0));
        }
        err.println("fovea: %s (see '%s')".formatted(message, help));
        trace(err, e, debug);
        return BaseCommand.BAD_INPUT;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
        if (e instanceof FoveaException) {
            report(err, e, debug);
            return BaseCommand.BAD_INPUT;
        }
        return unexpected(e);
    }

    /** What should not happen: the fault is Fovea's, or the machine's. */
    int unexpected(Throwable e) {
        err.println(
                e instanceof OutOfMemoryError
                        ? "fovea: Java's memory of %d MB is full; give it more, as in FOVEA_JAVA_OPTS=-Xmx8g"
                                .formatted(Runtime.getRuntime().maxMemory() >> 20)
                        : "fovea: internal error: %s; run again with %s and report what it shows"
                                .formatted(oneLine(e.toString()), DEBUG));
        trace(err, e, debug);
        return BaseCommand.FAILED;
    }

    /** An error that the user can mend. */
    static void report(PrintWriter err, Exception e, boolean debug) {
        err.println("fovea: " + oneLine(String.valueOf(e.getMessage())));
        trace(err, e, debug);
    }

    private static void trace(PrintWriter err, Throwable e, boolean debug) {
        if (debug) {
            e.printStackTrace(err);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
