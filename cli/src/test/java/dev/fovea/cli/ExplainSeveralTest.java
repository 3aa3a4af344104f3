package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.scenes.EmbeddedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea explain} with folders and several pictures. */
class ExplainSeveralTest {
    @TempDir
    Path folder;

    private Embedded files;
    private Path out;

    @BeforeEach
    void write() {
        files = Embedded.in(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private CommandRun explain(Object... more) {
        List<Object> args = new ArrayList<>(List.of("explain", "--model", files.model(), "--out", out));
        args.addAll(Arrays.asList(more));
        return CommandRun.good(args.toArray());
    }

    @Test
    void aFolderGivesItsPicturesInOrderOfTheirNames() throws IOException {
        files.write("many/b.png", EmbeddedModel.demoPicture());
        files.write("many/a.PNG", EmbeddedModel.demoPicture());
        files.write("many/notes.txt", new byte[] {1});
        files.write("many/deeper/c.png", EmbeddedModel.demoPicture());

        CommandRun run = explain(files.folder().resolve("many"), "--save", "heatmap");

        assertThat(Embedded.names(out)).containsExactly("a.heatmap.png", "b.heatmap.png");
        assertThat(run.out().lines().filter(line -> line.contains("logit")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("a.PNG: "),
                        line -> assertThat(line).startsWith("b.png: "));
    }

    /** Ten pictures by two threads are divided between them, as the receipts say; by one they are not. */
    @Test
    void picturesExplainedSideBySideAreTheSame() throws IOException {
        for (int i = 0; i < 10; i++) {
            files.write("many/%02d.png".formatted(i), Files.readAllBytes(files.picture()));
        }
        Path many = files.folder().resolve("many");
        explain(many, "--save", "map.npy", "--threads", 1);
        List<byte[]> alone = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            alone.add(Files.readAllBytes(out.resolve("%02d.map.npy".formatted(i))));
        }

        CommandRun abreast = explain(many, "--save", "map.npy,receipt", "--threads", 2);

        assertThat(abreast.out().lines().filter(line -> line.contains("logit")).map(line -> line.substring(0, 6)))
                .containsExactly(
                        "00.png", "01.png", "02.png", "03.png", "04.png", "05.png", "06.png", "07.png", "08.png",
                        "09.png");
        for (int i = 0; i < 10; i++) {
            assertThat(out.resolve("%02d.map.npy".formatted(i))).hasBinaryContent(alone.get(i));
            assertThat(out.resolve("%02d.receipt.json".formatted(i))).content().contains("\"division\" : \"pictures\"");
        }
    }

    /** Into the folder that the picture came from: the second run explains the picture alone. */
    @Test
    void whatWasMadeFromAPictureIsNoPicture() throws IOException {
        Path many = files.folder().resolve("many");
        files.write("many/a.png", EmbeddedModel.demoPicture());
        files.write("many/a.1-butterfly.Mask.PNG", EmbeddedModel.demoPicture());
        List<Object> again = List.of("explain", many, "--model", files.model(), "--out", many, "--save", "all");

        CommandRun.of(again.toArray());
        CommandRun run = CommandRun.of(again.toArray());

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines().filter(line -> line.contains("logit"))).hasSize(1);
    }

    @Test
    void picturesOfOneNameDoNotReplaceEachOther() throws IOException {
        Path first = files.write("a/cat.png", EmbeddedModel.demoPicture());
        Path second = files.write("b/Cat.png", EmbeddedModel.demoPicture());
        Path third = files.write("c/cat-2.png", EmbeddedModel.demoPicture());

        explain(first, second, third, "--save", "heatmap");

        assertThat(Embedded.names(out)).containsExactly("Cat-2.heatmap.png", "cat-2-2.heatmap.png", "cat.heatmap.png");
    }

    @Test
    void aPictureThatCannotBeReadDoesNotStopTheOthers() throws IOException {
        Path broken = files.write("a.png", new byte[0]);
        Path missing = files.folder().resolve("b.png");

        CommandRun run = CommandRun.of(
                "explain", broken, missing, files.picture(), "--model", files.model(), "--out", out, "--json");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errLines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("a.png", "empty"),
                        line -> assertThat(line).contains("b.png", "no such file"),
                        line -> assertThat(line).isEqualTo("fovea: 1 of 3 files were explained"));
        assertThat(Embedded.names(out)).containsExactly("scene.panel.png", "scene.receipt.json");
        assertThat(new ObjectMapper().readTree(run.out())).hasSize(1);
    }
}
