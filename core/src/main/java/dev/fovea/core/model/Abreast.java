package dev.fovea.core.model;

import dev.fovea.core.work.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs several pictures at a time, each on a thread of its own, but never more than so many. The threads stay for a while:
 * ONNX Runtime keeps working memory for each. Thread-safe; to be closed.
 */
final class Abreast implements AutoCloseable {
    private static final int IDLE_SECONDS = 10;

    private final int most;
    private final Semaphore room;
    private final ThreadPoolExecutor threads;

    /** @param most runs at a time; 1 to run on the callers' threads, as many as they are */
    Abreast(int most) {
        this.most = most;
        this.room = new Semaphore(most == 1 ? Integer.MAX_VALUE : most);
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Abreast::daemon);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "picture");
        thread.setDaemon(true);
        return thread;
    }

    /** How many runs are under way at a time, at least 1. */
    int most() {
        return most;
    }

    /**
     * What the runs give, in their order.
     *
     * @throws RuntimeException what the first of them threw that failed
     */
    <T> List<T> all(List<Supplier<T>> runs) {
        if (most == 1 || runs.size() < 2) {
            return runs.stream().map(this::one).toList();
        }
        List<Workers.Work<T>> under = new ArrayList<>();
        for (Supplier<T> run : runs) {
            under.add(new Workers.Work<>(threads.submit(() -> one(run))));
        }
        try {
            return under.stream().map(Workers.Work::result).toList();
        } finally {
            under.forEach(one -> one.future().cancel(true));
        }
    }

    /** Ends the threads once they have nothing to run. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private <T> T one(Supplier<T> run) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
        try {
            return run.get();
        } finally {
            room.release();
        }
    }
}
