package dev.fovea.cli.output;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One line that says what is going on, on a terminal, once it takes longer than a second. Thread-safe; close it to take
 * the line away.
 */
public final class ProgressLine implements AutoCloseable {
    /** Set by whoever starts the process on a terminal: Java cannot tell whether standard error is one. */
    private static final String TERMINAL = "fovea.terminal";

    /** Files may have them in their names. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final String CLEAR = "\r\u001B[K";

    /** What does not fit is cut by the terminal, whose width may change at any time: a second line would stay behind. */
    private static final String CUT = "\u001B[?7l";

    private static final String WRAP = "\u001B[?7h";

    private final PrintWriter err;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final long start = System.nanoTime();
    private String stage = "";
    private boolean shown;

    private ProgressLine(PrintWriter err) {
        this.err = err;
    }

    /** A line on {@code err} if that is a terminal; otherwise one that is never seen. */
    public static ProgressLine on(PrintWriter err) {
        ProgressLine line = new ProgressLine(err);
        if (Boolean.getBoolean(TERMINAL)) {
            line.clock.scheduleWithFixedDelay(line::show, 1000, 200, TimeUnit.MILLISECONDS);
        }
        return line;
    }

    /** Says what is being done now. */
    public synchronized void stage(String what) {
        stage = CONTROL.matcher(what).replaceAll(" ");
    }

    synchronized void show() {
        err.print("%s%s%s (%s s)%s".formatted(CLEAR, CUT, stage, String.format(Locale.ROOT, "%.0f", seconds()), WRAP));
        err.flush();
        shown = true;
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Makes room for other output. */
    public synchronized void clear() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clear();
    }
}
