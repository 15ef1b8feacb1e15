package org.autodiff.examples;

import java.util.function.Consumer;
import org.autodiff.examples.bench.BenchCommand;
import org.autodiff.examples.check.CheckCommand;
import org.autodiff.examples.classify.PredictCommand;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.KernelLog;
import org.autodiff.examples.cli.OneLineErrors;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.digits.DigitsCommand;
import org.autodiff.examples.explain.ExplainCommand;
import org.autodiff.examples.models.CharacterLstm;
import org.autodiff.examples.models.DigitsCnn;
import org.autodiff.examples.models.MamlSine;
import org.autodiff.examples.models.Xor;
import org.autodiff.examples.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Each command is a class, and is added to the tree in {@link #commandLine}.
 *
 * <p>Exit codes: 0 success; 1 the job ran and failed; 2 a mistake in the options or in a file that they name.
 */
@Command(
        name = "autodiff",
        description = "Reverse-mode automatic differentiation in plain Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:success", "1:the job ran and failed", "2:a mistake in the options or in a file they name"},
        footer = {"", "Begin with: autodiff train digits"})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    Main() {}

    /** Runs the command line, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        KernelLog.quiet();
        System.exit(run(Console.system(), arguments));
    }

    /** Runs the command line and returns its exit code. */
    public static int run(Console console, String... arguments) {
        try {
            return commandLine(console).execute(arguments);
        } catch (OutOfMemoryError e) {
            console.err()
                    .println("autodiff: out of memory (" + e.getMessage()
                            + "): give Java more, e.g. AUTODIFF_JAVA_OPTS=-Xmx4g");
            return 1;
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    private static CommandLine commandLine(Console console) {
        OneLineErrors errors = new OneLineErrors();
        return new CommandLine(new Main())
                .addSubcommand(new CommandLine(new TrainCommand())
                        .addSubcommand(new DigitsCommand(console))
                        .addSubcommand(program("xor", "The exclusive or: a model in 20 lines.", Xor::main))
                        .addSubcommand(program("digits-cnn", "A residual network for the digits.", DigitsCnn::main))
                        .addSubcommand(
                                program("characters", "A poem, letter by letter, by an LSTM.", CharacterLstm::main))
                        .addSubcommand(program("maml", "Learns to learn sine waves.", MamlSine::main)))
                .addSubcommand(new PredictCommand(console))
                .addSubcommand(CheckCommand.on(console))
                .addSubcommand(ExplainCommand.on(console))
                .addSubcommand(new BenchCommand(console))
                .setOut(console.out())
                .setErr(console.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.live() ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** A program without options, as short as one that a user writes. */
    private static CommandSpec program(String name, String description, Consumer<String[]> main) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection((Runnable) () -> main.accept(new String[0]))
                .name(name)
                .versionProvider(new Version())
                .mixinStandardHelpOptions(true);
        spec.usageMessage().description(description, "", "Its source is in the package org.autodiff.examples.models.");
        return spec;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
