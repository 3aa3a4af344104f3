package dev.fovea.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.scenes.EmbeddedModel;
import dev.fovea.scenes.SceneClasses;
import dev.fovea.scenes.SceneGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java example, compiled and run as it stands, in a folder with a model and a picture of its names. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");

    private static List<String> example() throws IOException {
        Matcher block = Pattern.compile("(?s)```java\\R(.*?)```").matcher(Files.readString(README));
        assertThat(block.find()).as("README.md has a ```java block").isTrue();
        return block.group(1).lines().toList();
    }

    /** Imports stay on top; the rest becomes a main method. */
    private static String program(List<String> example) {
        String imports = example.stream().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = example.stream().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
        return imports + "\npublic class Example {\npublic static void main(String[] args) throws Exception {\n" + body
                + "\n}\n}\n";
    }

    @Test
    void compilesAndRuns(@TempDir Path folder) throws Exception {
        List<String> example = example();
        assertThat(example).hasSizeLessThanOrEqualTo(20);
        Path source = Files.writeString(folder.resolve("Example.java"), program(example));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("a JDK runs the tests").isNotNull();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int compiled = compiler.run(
                null,
                messages,
                messages,
                "-proc:none",
                "-cp",
                FreshJvm.classPath(),
                "-d",
                folder.toString(),
                source.toString());
        assertThat(compiled).as(messages.toString(UTF_8)).isZero();

        Files.write(folder.resolve("model.onnx"), EmbeddedModel.model());
        Files.write(folder.resolve("model.fovea.json"), EmbeddedModel.sidecar());
        Files.write(folder.resolve("picture.jpg"), EmbeddedModel.demoPicture());
        FreshJvm run = FreshJvm.run(folder, "Example", folder);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        String label = SceneGenerator.render(EmbeddedModel.DEMO_SEED).label();
        assertThat(SceneClasses.labels()).contains(label);
        List<String> printed = run.out().lines().toList();
        assertThat(printed.get(0)).startsWith(label);
        assertThat(printed).filteredOn(l -> l.startsWith("RankedPixel")).isNotEmpty();
        Path png = folder.resolve("why.png");
        assertThat(example).anySatisfy(l -> assertThat(l).contains("why.png"));
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(112);
    }
}
