package dev.fovea.core.image;

import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files whole or not at all: first beside the target under another name, then moved into place. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a file, replacing one that is there. Its folder must exist.
     *
     * @throws FoveaException if it cannot be written, with one line for the user; the target is then as it was
     */
    public static void write(Path target, byte[] bytes) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw failure(target, "its folder does not exist. Create it first", new IOException("no such folder"));
        }
        if (Files.isDirectory(target)) {
            throw failure(target, "it is a folder. Name a file", new IOException("is a folder"));
        }
        Path part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try {
                Files.write(part, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                move(part, target);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw failure(target, "the folder is not writable or full (" + e + "). Choose another one", e);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static FoveaException failure(Path target, String problem, IOException cause) {
        return new FoveaException("Cannot write " + target + ": " + problem + ".", cause);
    }
}
