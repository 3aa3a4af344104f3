package dev.fovea.cli.output;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The folder that results go to. Files appear whole or not at all, also when the process is interrupted, and the folder
 * is made with its first file.
 */
public final class OutputFolder {
    private final Path folder;
    private final Set<String> taken = new HashSet<>();
    private final ReentrantLock writing = new ReentrantLock();

    /** A folder that gets no further file after an interrupt; the one at hand is finished. */
    public OutputFolder(Path folder) {
        this(folder, true);
    }

    private OutputFolder(Path folder, boolean closesOnInterrupt) {
        this.folder = folder;
        if (closesOnInterrupt) {
            Runtime.getRuntime().addShutdownHook(new Thread(writing::lock, "finish the file at hand"));
        }
    }

    /** A folder that takes files after an interrupt too, for work that saves what there is ({@link Interruption}). */
    public static OutputFolder openToTheEnd(Path folder) {
        return new OutputFolder(folder, false);
    }

    public Path path() {
        return folder;
    }

    /**
     * Checks, without leaving anything, that files can be written.
     *
     * @throws FoveaException if not
     */
    public void check() {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw unwritable("'%s' is not a folder".formatted(existing), null);
        }
        try {
            Files.delete(Files.createTempFile(existing, ".fovea", ".probe"));
        } catch (IOException e) {
            throw unwritable("'%s' is not writable".formatted(existing), e);
        }
    }

    private FoveaException unwritable(String why, @Nullable IOException cause) {
        return new FoveaException(
                "Cannot write to the folder '%s': %s; name another one with --out".formatted(folder, why), cause);
    }

    /** The name itself, or with -2, -3, … if it was taken in this run; upper and lower case count as the same. */
    public String claim(String name) {
        String free = name;
        for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
            free = name + "-" + n;
        }
        return free;
    }

    /** Writes a file, replacing that of an earlier run. */
    public Path write(String name, byte[] bytes) {
        Path target = folder.resolve(name);
        writing.lock();
        try {
            Files.createDirectories(folder);
            AtomicFile.write(target, bytes);
        } catch (IOException e) {
            throw unwritable("it cannot be made (%s)".formatted(e.getMessage()), e);
        } finally {
            writing.unlock();
        }
        return target;
    }
}
