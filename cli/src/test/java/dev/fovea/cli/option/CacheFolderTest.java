package dev.fovea.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @Test
    void theOptionComesFirst() {
        assertThat(CacheFolder.of("some/folder")).hasValue(Path.of("some/folder"));
        assertThat(CacheFolder.of("OFF")).isEmpty();
    }

    @Test
    void everySystemHasItsCustom() {
        assertThat(CacheFolder.users("Linux", null, null)).hasValue(HOME.resolve(".cache/fovea"));
        assertThat(CacheFolder.users("Linux", "/x", null)).hasValue(Path.of("/x/fovea"));
        assertThat(CacheFolder.users("Mac OS X", null, null)).hasValue(HOME.resolve("Library/Caches/fovea"));
        assertThat(CacheFolder.users("Windows 11", null, "C")).hasValue(Path.of("C", "fovea", "cache"));
    }
}
