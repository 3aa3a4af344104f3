package dev.fovea.core.cache;

import dev.fovea.core.FoveaException;
import dev.fovea.core.image.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes kept in a folder under keys, from one run to the next.
 *
 * <p>Never needed: whatever goes wrong with it counts as not found, and is logged. An entry is written under another name
 * and moved into place, so that runs at the same time see whole entries or none; it carries its key and a checksum, and
 * one that was cut off, changed or mistaken for another is dropped. When the entries outgrow {@code mostBytes} the
 * longest unused go. The folder is the user's own: one that others can write to is not used, since its entries are run.
 * Thread-safe.
 *
 * @param folder made when something is first stored
 * @param mostBytes that all entries together may have; an entry over a quarter of it is not stored
 */
public record DiskCache(Path folder, long mostBytes) {
    private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);
    private static final long USUAL = 1L << 30;
    private static final String ENDING = ".entry";
    /** Checksum, length of the key. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    /** A cache of at most a gigabyte. */
    public DiskCache(Path folder) {
        this(folder, USUAL);
    }

    /** The bytes stored under a key. */
    public Optional<byte[]> find(String key) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > largestEntry()
                    || !isPrivate()) {
                return Optional.empty();
            }
            Optional<byte[]> content = content(Files.readAllBytes(file), key);
            if (content.isEmpty()) {
                LOG.warn("The cached '{}' is damaged and made anew", file);
                Files.deleteIfExists(file);
            } else {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
            return content;
        } catch (IOException e) {
            LOG.debug("'{}' is not read from the cache", file, e);
            return Optional.empty();
        }
    }

    /** Stores bytes, replacing what was there. */
    public void store(String key, byte[] content) {
        if (!fits(content.length)) {
            return;
        }
        try {
            makeFolder();
            if (!isPrivate()) {
                LOG.warn("The cache '{}' is not used: others than this user can write to it", folder);
                return;
            }
            AtomicFile.write(file(key), entry(content, key));
            trim();
        } catch (IOException | FoveaException e) {
            LOG.debug("Nothing is stored in the cache '{}'", folder, e);
        }
    }

    /** Whether an entry of this size would be stored. */
    public boolean fits(long bytes) {
        return bytes + HEADER + 1024 <= largestEntry();
    }

    private long largestEntry() {
        return Math.min(mostBytes / 4, Integer.MAX_VALUE - 64);
    }

    private Path file(String key) {
        return folder.resolve(sha256(key) + ENDING);
    }

    private static byte[] entry(byte[] content, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(HEADER + name.length + content.length);
        entry.putLong(0).putInt(name.length).put(name).put(content);
        return entry.putLong(0, checksum(entry.array())).array();
    }

    private static Optional<byte[]> content(byte[] entry, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer in = ByteBuffer.wrap(entry);
        boolean whole = entry.length >= HEADER + name.length
                && in.getLong() == checksum(entry)
                && in.getInt() == name.length
                && in.slice().limit(name.length).equals(ByteBuffer.wrap(name));
        if (!whole) {
            return Optional.empty();
        }
        byte[] content = new byte[entry.length - HEADER - name.length];
        System.arraycopy(entry, HEADER + name.length, content, 0, content.length);
        return Optional.of(content);
    }

    /** Against damage. CRC-32C is fast before Java has warmed up; against others' hands there is {@link #isPrivate}. */
    private static long checksum(byte[] entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry, Long.BYTES, entry.length - Long.BYTES);
        return crc.getValue() << 32 | entry.length;
    }

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (isPosix()) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private boolean isPrivate() throws IOException {
        if (!isPosix()) {
            return true;
        }
        Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
        return Files.getOwner(folder).getName().equals(System.getProperty("user.name"))
                && !all.contains(PosixFilePermission.GROUP_WRITE)
                && !all.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private record Stored(Path file, long size, FileTime used) {}

    private void trim() throws IOException {
        List<Stored> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(f -> f.toString().endsWith(ENDING))
                    .flatMap(DiskCache::stored)
                    .sorted(Comparator.comparing(Stored::used))
                    .toList();
        }
        long total = all.stream().mapToLong(Stored::size).sum();
        for (Stored oldest : all) {
            if (total <= mostBytes) {
                break;
            }
            Files.deleteIfExists(oldest.file());
            total -= oldest.size();
        }
    }

    /** Another run may have taken it away meanwhile. */
    private static Stream<Stored> stored(Path file) {
        try {
            return Stream.of(new Stored(file, Files.size(file), Files.getLastModifiedTime(file)));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
