package dev.fovea.cli;

import static java.nio.file.Files.createDirectories;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.EmbeddedModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code fovea}, in a checkout that is built already, in the environment of a new user. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for bash")
class LauncherTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path work;

    @BeforeEach
    void checkOut() throws IOException {
        home = createDirectories(folder.resolve("home"));
        work = createDirectories(folder.resolve("work"));
        Files.copy(Path.of("..", "fovea"), folder.resolve("fovea"));
        Files.createFile(folder.resolve("pom.xml"));
        for (String module : List.of("autodiff", "core", "scenes", "cli")) {
            createDirectories(folder.resolve(module).resolve("src/main"));
            Files.createFile(folder.resolve(module).resolve("pom.xml"));
        }
        Path target = folder.resolve("cli/target");
        Path lib = createDirectories(target.resolve("lib"));
        jar(Path.of("target/classes"), target.resolve("fovea-cli-test.jar"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (Path entry :
                Stream.of(path.split(File.pathSeparator)).map(Path::of).toList()) {
            if (entry.endsWith("target/classes")) {
                jar(entry, lib.resolve(entry.getName(entry.getNameCount() - 3) + ".jar"));
            } else if (Files.isRegularFile(entry)) {
                Files.copy(entry, lib.resolve(entry.getFileName()));
            }
        }
    }

    private static void jar(Path classes, Path jar) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(tool.run(System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), "."))
                .isZero();
    }

    /** What was printed, errors included. */
    private String run(List<String> words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", folder.resolve("fovea").toString()));
        command.addAll(words);
        Path printed = folder.resolve("printed.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        home.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "LC_ALL",
                        "C.UTF-8",
                        "FOVEA_CACHE",
                        "off"));
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(printed);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** ONNX Runtime crashed on 4000 characters. */
    @Test
    void manyLongAndOddWords() throws Exception {
        Embedded model = Embedded.in(folder.resolve("model"));
        Stream<String> lengthy = IntStream.range(0, 50).mapToObj(n -> "a long name ".repeat(15) + n);
        // The line feed comes last: of a command line with one, ONNX Runtime reads what stands before it.
        Stream<String> odd =
                Stream.of("@at", "*", "$HOME `id`", "it's \"said\"", "back\\slash", "öλ猫😀", "#", "~", " two\nlines ");
        List<String> names = Stream.concat(lengthy, odd).toList();
        List<String> words =
                new ArrayList<>(List.of("explain", "--model", model.model().toString()));
        words.addAll(List.of("--save", "receipt", "--out", folder.resolve("out").toString()));
        for (String name : names) {
            Files.write(work.resolve(name + ".png"), EmbeddedModel.demoPicture());
            words.add(name + ".png");
        }

        String said = run(words);

        assertThat(words.stream().mapToInt(String::length).sum()).isGreaterThan(8_000);
        assertThat(Embedded.names(folder.resolve("out")))
                .as(said)
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> name + ".receipt.json").toList());
        assertThat(home)
                .as("nothing is kept for reports to ONNX Runtime's makers")
                .isEmptyDirectory();
        assertThat(folder.resolve("cli/target")).isDirectoryRecursivelyContaining("glob:**/start-*/classes.jsa");
    }
}
