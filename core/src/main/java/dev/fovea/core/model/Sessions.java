package dev.fovea.core.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** What a classifier has open, each under its key: opened when first asked for, closed together. Thread-safe. */
final class Sessions implements AutoCloseable {

    /** Something native. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<Object, Held> held = new LinkedHashMap<>();
    /** Runs hold the read lock, so that closing waits for them: a closed native session must not be run. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private volatile boolean closed;

    /** What is open under a key, always of the same type. */
    synchronized <T extends Held> T get(Object key, Class<T> type, Supplier<T> opening) {
        checkOpen();
        Held found = held.get(key);
        if (found == null) {
            found = opening.get();
            held.put(key, found);
        }
        return type.cast(found);
    }

    /** Runs something that closing waits for. */
    <T> T whileOpen(Supplier<T> running) {
        life.readLock().lock();
        try {
            checkOpen();
            return running.get();
        } finally {
            life.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This classifier is closed");
        }
    }

    @Override
    public synchronized void close() {
        life.writeLock().lock();
        try {
            closed = true;
            held.values().forEach(Held::close);
            held.clear();
        } finally {
            life.writeLock().unlock();
        }
    }
}
