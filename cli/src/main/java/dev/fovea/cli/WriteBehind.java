package dev.fovea.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Draws and writes results on another thread, in the order they come, while the next picture is explained. A few at most
 * wait, so that memory stays flat. To be used by one thread; closing waits for what is left.
 */
final class WriteBehind implements AutoCloseable {
    private static final int WAITING = 2;

    private final Semaphore room = new Semaphore(WAITING);
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "write behind"));
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean failed;

    /**
     * Runs {@code task} after those before it; waits while too many wait already.
     *
     * @throws RuntimeException what an earlier task threw; no task is run after one that threw
     */
    void submit(Runnable task) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
        rethrow();
        writer.execute(() -> {
            try {
                if (!failed) {
                    task.run();
                }
            } catch (Throwable e) {
                failed = true;
                failure.set(e);
            } finally {
                room.release();
            }
        });
    }

    /** Once. */
    private void rethrow() {
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            while (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
                // A single picture can take its time.
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        rethrow();
    }
}
