package dev.fovea.core.work;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A few threads beside the one that commands; closing stops them. To be used by one thread. */
public final class Workers implements AutoCloseable {
    private final ExecutorService threads;

    /** @param name of the threads */
    public Workers(String name, int count) {
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Something under way. */
    public record Work<T>(Future<T> future) {

        /**
         * What came out, once it has.
         *
         * @throws RuntimeException what the work threw
         * @throws CancellationException if the waiting thread is interrupted
         */
        public T result() {
            try {
                return future.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("Interrupted");
            }
        }
    }

    /** Begins some work as soon as a thread is free. */
    public <T> Work<T> begin(Supplier<T> work) {
        return new Work<>(threads.submit(work::get));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
