package dev.fovea.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureWriterTest {
    private static final Picture PICTURE = Fixtures.ppm("expected/rgb8-png.ppm");

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("a.png");
        Files.writeString(file, "something older");

        PictureWriter.write(PICTURE, file);

        assertThat(new PictureReader().read(file).toRgb()).isEqualTo(PICTURE.toRgb());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theSamePixelsGiveTheSameBytes() {
        Picture again = Picture.of(PICTURE.width(), PICTURE.height(), PICTURE.toRgb());

        assertThat(PictureWriter.toPng(again)).isEqualTo(PictureWriter.toPng(PICTURE));
    }

    @Test
    void aMissingFolder() {
        Path file = folder.resolve("missing/a.png");
        assertThatThrownBy(() -> PictureWriter.write(PICTURE, file))
                .isInstanceOf(FoveaException.class)
                .hasMessage("Cannot write " + file + ": its folder does not exist. Create it first.");
    }

    @Test
    void aFileInsteadOfAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file")).resolve("a.png");
        assertThatThrownBy(() -> PictureWriter.write(PICTURE, file))
                .isInstanceOf(FoveaException.class)
                .hasMessageStartingWith("Cannot write " + file);
    }

    @Test
    void aFolderInsteadOfAFile() {
        assertThatThrownBy(() -> PictureWriter.write(PICTURE, folder))
                .isInstanceOf(FoveaException.class)
                .hasMessage("Cannot write " + folder + ": it is a folder. Name a file.");
    }
}
