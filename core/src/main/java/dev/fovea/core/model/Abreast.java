package dev.fovea.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Runs several pictures at a time, each on a thread of its own, but never more than so many. Thread-safe. */
final class Abreast {
    private final int most;
    private final Semaphore room;

    /** @param most runs at a time; 1 to run on the callers' threads, as many as they are */
    Abreast(int most) {
        this.most = most;
        this.room = new Semaphore(most == 1 ? Integer.MAX_VALUE : most);
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
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(most, runs.size()));
        try {
            List<Future<T>> under = new ArrayList<>();
            for (Supplier<T> run : runs) {
                under.add(threads.submit(() -> one(run)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : under) {
                results.add(result(one));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private <T> T one(Supplier<T> run) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            return run.get();
        } finally {
            room.release();
        }
    }

    private static <T> T result(Future<T> run) {
        try {
            return run.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("Interrupted");
    }
}
