package dev.fovea.core;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process of its own in a folder of its own.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it printed on standard error, native code included
 */
public record FreshJvm(int exit, String out, String err) {

    /** The class path of these tests. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Runs a class until it ends. */
    public static FreshJvm run(Path folder, String mainClass, Path... more) throws IOException, InterruptedException {
        return run(folder, environment -> {}, mainClass, more);
    }

    /** The same, with changes to the environment. */
    public static FreshJvm run(Path folder, Consumer<Map<String, String>> changes, String mainClass, Path... more)
            throws IOException, InterruptedException {
        List<String> path = new ArrayList<>();
        for (Path p : more) {
            path.add(p.toString());
        }
        path.add(classPath());
        Path out = folder.resolve("stdout.txt");
        Path err = folder.resolve("stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.awt.headless=true",
                        "-cp",
                        String.join(File.pathSeparator, path),
                        mainClass)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        changes.accept(builder.environment());
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("The process did not end within five minutes");
        }
        return new FreshJvm(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
