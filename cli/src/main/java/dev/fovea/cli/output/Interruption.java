package dev.fovea.cli.output;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C as a request: work that takes its time looks at {@link #asked} and comes to an end of its own; the process waits
 * for that until this is closed, or for {@value #PATIENCE} seconds. Thread-safe.
 */
public final class Interruption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    private static final int PATIENCE = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endSoon, "end soon");
    private volatile boolean asked;

    private Interruption() {}

    /** From now on an interrupt is a request. */
    public static Interruption watched() {
        Interruption watch = new Interruption();
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    /** Whether the process was asked to end. */
    public boolean asked() {
        return asked;
    }

    /** What an interrupt does, waiting included. */
    void endSoon() {
        asked = true;
        try {
            if (!done.await(PATIENCE, TimeUnit.SECONDS)) {
                LOG.warn("Not finished {} seconds after the interrupt; ending", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is saved: the process may end. */
    @Override
    public void close() {
        done.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("The process is ending already", e);
            }
        }
    }
}
