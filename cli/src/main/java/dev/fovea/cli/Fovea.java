package dev.fovea.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code fovea}. */
@Command(
        name = "fovea",
        synopsisSubcommandLabel = "COMMAND",
        header = "Shows what an image classifier looks at: any classifier as an ONNX file, any picture.",
        subcommands = {
            DemoCommand.class,
            ExplainCommand.class,
            LinearCommand.class,
            DreamCommand.class,
            InspectCommand.class,
            VerifyCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  fovea demo",
            "  fovea explain cat.jpg --model squeezenet.onnx --preset imagenet-caffe-bgr",
            "  fovea dream --model squeezenet.onnx --preset imagenet-caffe-bgr --class goose",
            "  fovea inspect squeezenet.onnx",
            "",
            "'fovea COMMAND --help' tells more about a command."
        })
public final class Fovea extends BaseCommand {

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs the command; the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Failures failures = new Failures(err, args);
        CommandLine command = new CommandLine(new Fovea())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
        try {
            return command.execute(args);
        } catch (Error e) {
            return failures.unexpected(e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec().commandLine(), "No command given");
    }
}
