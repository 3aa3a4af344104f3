package dev.fovea.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    Path folder;

    @Test
    void checkingLeavesNothing() throws IOException {
        new OutputFolder(folder.resolve("a/b")).check();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileInTheWay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new OutputFolder(file).check())
                .isInstanceOf(FoveaException.class)
                .hasMessageContaining("is not a folder; name another one with --out");
    }

    @Test
    void theFolderIsMadeWithTheFirstFile() {
        Path target = new OutputFolder(folder.resolve("a/b")).write("x.txt", new byte[] {1, 2});

        assertThat(target).isEqualTo(folder.resolve("a/b/x.txt")).hasBinaryContent(new byte[] {1, 2});
        assertThat(target.getParent()).isDirectoryContaining(target::equals).isNotEmptyDirectory();
    }

    @Test
    void aFileOfAnEarlierRunIsReplaced() {
        new OutputFolder(folder).write("x.txt", new byte[] {1});
        Path target = new OutputFolder(folder).write("x.txt", new byte[] {2});

        assertThat(target).hasBinaryContent(new byte[] {2});
        assertThat(folder.toFile().list()).containsExactly("x.txt");
    }

    @Test
    void takenNamesAreNumbered() {
        OutputFolder names = new OutputFolder(folder);

        assertThat(names.claim("cat")).isEqualTo("cat");
        assertThat(names.claim("CAT")).isEqualTo("CAT-2");
        assertThat(names.claim("cat")).isEqualTo("cat-3");
        assertThat(names.claim("cat-2")).isEqualTo("cat-2-2");
    }
}
