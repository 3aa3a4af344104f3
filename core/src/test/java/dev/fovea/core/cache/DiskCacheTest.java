package dev.fovea.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskCacheTest {
    @TempDir
    private Path temp;

    private DiskCache cache;

    @BeforeEach
    void inAFolderThatIsNotThereYet() {
        cache = new DiskCache(temp.resolve("a/b"), 100_000);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(cache.folder())) {
            return all.sorted().toList();
        }
    }

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void findsWhatWasStored() {
        assertThat(cache.find("one")).isEmpty();
        cache.store("one", bytes(10, 1));
        cache.store("two", new byte[0]);
        assertThat(cache.find("one")).hasValue(bytes(10, 1));
        assertThat(cache.find("two")).hasValue(new byte[0]);
        cache.store("one", bytes(3, 7));
        assertThat(cache.find("one")).hasValue(bytes(3, 7));
    }

    @Test
    void theFolderIsTheUsersOwn() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        cache.store("one", bytes(10, 1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(cache.folder(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(cache.find("one")).isEmpty();
        cache.store("two", bytes(10, 1));
        assertThat(files()).hasSize(1);
    }

    /** A byte changed anywhere, an end cut off, bytes put on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 11, 12, 14, 20, 24})
    void dropsWhatWasChanged(int at) throws IOException {
        cache.store("one", bytes(10, 1));
        Path file = files().get(0);
        byte[] entry = Files.readAllBytes(file);
        entry[at] ^= 4;
        Files.write(file, entry);
        assertThat(cache.find("one")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 24, 26, 40})
    void dropsWhatHasAnotherLength(int length) throws IOException {
        cache.store("one", bytes(10, 1));
        Path file = files().get(0);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
        assertThat(cache.find("one")).isEmpty();
    }

    @Test
    void dropsAnEntryUnderAnothersName() throws IOException {
        cache.store("one", bytes(10, 1));
        Path one = files().get(0);
        cache.store("two", bytes(10, 2));
        Path two = files().stream().filter(f -> !f.equals(one)).findFirst().orElseThrow();
        Files.write(one, Files.readAllBytes(two));
        assertThat(cache.find("one")).isEmpty();
        assertThat(cache.find("two")).hasValue(bytes(10, 2));
    }

    @Test
    void theLongestUnusedGoFirst() throws IOException {
        for (int i = 0; i < 5; i++) {
            cache.store("entry " + i, bytes(18_000, i));
            for (Path file : files()) {
                FileTime time = Files.getLastModifiedTime(file);
                Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() - 60_000));
            }
            cache.find("entry 0");
        }
        cache.store("entry 5", bytes(18_000, 5));
        assertThat(cache.find("entry 1")).isEmpty();
        assertThat(cache.find("entry 0")).isPresent();
        assertThat(cache.find("entry 5")).isPresent();
    }

    @Test
    void largeEntriesAreNotStored() {
        cache.store("large", bytes(30_000, 1));
        assertThat(cache.find("large")).isEmpty();
        assertThat(cache.fits(30_000)).isFalse();
        assertThat(cache.fits(20_000)).isTrue();
    }

    @Test
    void runsAtTheSameTimeSeeWholeEntries() {
        IntStream.range(0, 64).parallel().forEach(i -> {
            cache.store("shared", bytes(5_000, 9));
            cache.store("own " + i % 8, bytes(100, i % 8));
            assertThat(cache.find("shared").orElse(bytes(5_000, 9))).isEqualTo(bytes(5_000, 9));
        });
        assertThat(cache.find("shared")).hasValue(bytes(5_000, 9));
    }

    @Test
    void aFolderThatCannotBeMadeIsNoCache() throws IOException {
        DiskCache blocked =
                new DiskCache(Files.writeString(temp.resolve("file"), "x").resolve("below"));
        blocked.store("one", bytes(10, 1));
        assertThat(blocked.find("one")).isEmpty();
    }
}
