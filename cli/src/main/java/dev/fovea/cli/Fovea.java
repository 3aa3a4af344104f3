package dev.fovea.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code fovea}. */
@Command(
        name = "fovea",
        synopsisSubcommandLabel = "COMMAND",
        header = "Shows what an image classifier looks at: any classifier as an ONNX file, any picture.",
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

    /** In the order of the help. */
    private static Map<String, Supplier<BaseCommand>> commands() {
        Map<String, Supplier<BaseCommand>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("linear", LinearCommand::new);
        commands.put("localize", LocalizeCommand::new);
        commands.put("dream", DreamCommand::new);
        commands.put("paper", PaperCommand::new);
        commands.put("occlusion", OcclusionCommand::new);
        commands.put("filters", FiltersCommand::new);
        commands.put("activations", ActivationsCommand::new);
        commands.put("patches", PatchesCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("verify", VerifyCommand::new);
        return commands;
    }

    /** Only the command that is called is set up: reading the options of all of them takes a tenth of a second. */
    private static CommandLine commandLine(String... args) {
        Map<String, Supplier<BaseCommand>> commands = commands();
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        CommandLine line = new CommandLine(new Fovea());
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs the command; the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Failures failures = new Failures(err, args);
        CommandLine command = commandLine(args)
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
