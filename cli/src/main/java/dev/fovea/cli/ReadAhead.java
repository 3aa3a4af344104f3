package dev.fovea.cli;

import dev.fovea.core.attribution.Subject;
import dev.fovea.core.image.PictureLimits;
import dev.fovea.core.model.Classifier;
import dev.fovea.core.work.Workers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Decodes and prepares pictures on another thread, a few ahead of the one that is explained; the first is decoded while
 * the classifier is being loaded. To be used by one thread, and closed.
 */
final class ReadAhead implements AutoCloseable {
    private static final int AHEAD = 2;

    private final Workers reader = new Workers("read ahead", 1);
    private final CompletableFuture<Classifier> classifier = new CompletableFuture<>();
    private final Deque<Workers.Work<Subject>> ahead = new ArrayDeque<>();
    private final Iterator<Path> files;
    private final PictureLimits limits;

    ReadAhead(List<Path> files, PictureLimits limits) {
        this.files = files.iterator();
        this.limits = limits;
        for (int i = 0; i < AHEAD; i++) {
            readOneMore();
        }
    }

    private void readOneMore() {
        if (files.hasNext()) {
            Path file = files.next();
            ahead.add(reader.begin(() -> Subject.decode(file, limits).apply(classifier.join())));
        }
    }

    /** Says for whom the pictures are prepared; none is handed out before. */
    void prepareFor(Classifier loaded) {
        classifier.complete(loaded);
    }

    /**
     * The next picture, in the order of the files.
     *
     * @throws dev.fovea.core.FoveaException if it cannot be read; the one after it can be asked for
     */
    Subject next() {
        Workers.Work<Subject> next = ahead.remove();
        readOneMore();
        return next.result();
    }

    @Override
    public void close() {
        classifier.cancel(false);
        reader.close();
    }
}
