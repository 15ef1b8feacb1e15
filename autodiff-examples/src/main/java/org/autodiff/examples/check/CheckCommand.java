package org.autodiff.examples.check;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.autodiff.examples.check.Meaning.Subject;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.formula.Formula;
import org.autodiff.examples.report.ReportFile;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.ndarray.NdArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code autodiff check}: compares a gradient with differences, and says what that means. */
@Command(
        name = "check",
        description = {
            "Checks a gradient against differences of the function: of a formula, of a class, or of a program in any"
                    + " language.",
            "",
            "Of a formula it is the engine's gradient that is checked, or one that you claim with --grad. The report"
                    + " has your derivative, the numeric one with its error bar, and a verdict; the last line says what"
                    + " it means and what to try next.",
            ""
        },
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {
            "autodiff check FORMULA --at=NAME=VALUE,... [--grad=NAME=FORMULA]... [OPTIONS]",
            "       autodiff check --class=NAME [--classpath=PATH] --at=... [OPTIONS]",
            "       autodiff check --cmd=COMMAND --at=... [OPTIONS]"
        },
        optionListHeading = "%nOptions:%n",
        exitCodeOnInvalidInput = Meaning.FAILURE,
        exitCodeOnExecutionException = Meaning.FAILURE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:pass",
            "1:wrong, here or at a point nearby",
            "2:not decided: inconclusive, a kink, nothing to confirm, not deterministic, inputs changed",
            "3:not checked: a mistake in the options, a file or the program"
        },
        footer = {
            "",
            "Examples:",
            "  autodiff check \"relu(w*x + b)^2\" --at w=1,x=2,b=0",
            "  autodiff check \"log(sum(exp(A @ x)))\" --at A=random(3,4),x=[1,2,3,4] --order 2",
            "  autodiff check \"exp(-x^2)*y\" --at x=0.3,y=2 --grad x=\"-2*x*exp(-x^2)*y\" --grad y=\"exp(-x^2)\"",
            "  autodiff check --class org.example.MyFunction --classpath build/classes --at point.npy",
            "  autodiff check --cmd \"python3 my_model.py\" --at x=[1,2,3]"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FORMULA",
            arity = "0..*",
            description = "A formula of the variables in --at. --functions lists the functions it may call.")
    private List<String> formulas = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "NAME=VALUE",
            description = "Where to check; several, parted by commas or with another --at. A value is a number, a"
                    + " vector [1,2], a matrix [1,2;3,4], any formula without variables such as random(3,4), or a file"
                    + " (NPY, JSON or CSV, by its ending). A single input needs no name.")
    private List<String> at = new ArrayList<>();

    @Option(
            names = "--grad",
            paramLabel = "NAME=FORMULA",
            description = "The derivative that you claim. If any is given, only these inputs are checked, and the"
                    + " others are held fixed.")
    private List<String> claims = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Checks a class: a Supplier<GradCheck>, a CheckedFunction, a TensorFunction, or one with the"
                    + " methods double value(double[]) and double[] gradient(double[]).")
    private String className;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Where the class is: directories and jars, parted as for java -cp, or several --classpath.")
    private List<String> classPath = new ArrayList<>();

    @Option(
            names = "--cmd",
            paramLabel = "COMMAND",
            description = "Checks a program that answers lines of JSON, {\"x\": [...], \"want\": \"value\"} or"
                    + " \"gradient\", with a line each. It is started once, without a shell.")
    private String command;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long an answer of --cmd may take (default: ${DEFAULT-VALUE}).")
    private double timeout;

    @Option(names = "--order", paramLabel = "1|2", description = "2: second derivatives, too (default: 1).")
    private Integer order;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description = "The relative error that counts as agreement (default: 1e-6).")
    private Double tolerance;

    @Option(names = "--seed", paramLabel = "N", description = "Decides all random numbers (default: 0).")
    private Long seed;

    @Option(
            names = "--max-coordinates",
            paramLabel = "N",
            description = "How many elements of each input are looked at one by one; of larger inputs, random"
                    + " directions are checked as well.")
    private Integer maxCoordinates;

    @Option(names = "--self-test", description = "Plants mistakes in the gradient, and says which of them are found.")
    private boolean selfTest;

    @Option(names = "--json", description = "The report as JSON, and nothing else on standard output.")
    private boolean json;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Writes a page with charts: error against step, for the worst derivatives.")
    private Path plot;

    @Option(names = "--functions", description = "Lists the functions that a formula may call, and ends.")
    private boolean functions;

    // Not -h and -V, which -hypot(x, y) and -V*I begin with.
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Shows the version.")
    private boolean version;

    private CheckCommand(Console console) {
        this.console = console;
    }

    /** The command, for the tree of commands. */
    public static CommandLine on(Console console) {
        return new CommandLine(new CheckCommand(console))
                .setUnmatchedOptionsArePositionalParams(true); // -x^2 is a formula
    }

    @Override
    public Integer call() {
        if (formulas.equals(List.of("-h")) && at.isEmpty()) {
            spec.commandLine().usage(console.out());
            return 0;
        }
        if (functions) {
            Formula.functions().forEach(console.out()::println);
            return 0;
        }
        requireOneSubject();
        Optional<ReportFile> page = Optional.ofNullable(plot).map(file -> ReportFile.at("--plot", file));
        try {
            if (className != null) {
                return ofClass(page);
            }
            return command != null ? ofProgram(page) : ofFormula(page);
        } catch (OutOfMemoryError e) {
            throw new UserError(
                    "out of memory (" + e.getMessage() + "): give Java more, e.g. AUTODIFF_JAVA_OPTS=-Xmx4g", e);
        } catch (StackOverflowError e) {
            throw new UserError("the formula is nested too deeply: AUTODIFF_JAVA_OPTS=-Xss16m", e);
        }
    }

    private void requireOneSubject() {
        List<String> unknown = formulas.stream()
                .filter(argument -> argument.matches("--[a-z][a-z-]+(=.*)?"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnmatchedArgumentException(spec.commandLine(), unknown);
        }
        if (formulas.size() > 1) {
            throw new UnmatchedArgumentException(spec.commandLine(), formulas.subList(1, formulas.size()));
        }
        long subjects = Stream.of(formulas.isEmpty(), className == null, command == null)
                .filter(absent -> !absent)
                .count();
        if (subjects != 1) {
            throw mistake(
                    subjects == 0
                            ? "nothing to check: give a formula, --class or --cmd"
                            : "a formula, --class and --cmd exclude each other");
        }
        if (!claims.isEmpty() && formulas.isEmpty()) {
            throw mistake("--grad goes with a formula; --class and --cmd have a gradient of their own");
        }
        if (!classPath.isEmpty() && className == null) {
            throw mistake("--classpath goes with --class");
        }
        if (order != null && order == 2 && (command != null || !claims.isEmpty())) {
            throw mistake("--order 2 needs a function of the engine: a formula without --grad, or a class that is a"
                    + " TensorFunction; a Hessian of your own is checked as the Jacobian of a gradient");
        }
        if (!(timeout > 0 && timeout <= 1e6)) {
            throw mistake("--timeout must be more than 0 and at most 1000000 seconds, got " + timeout);
        }
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int ofFormula(Optional<ReportFile> page) {
        Formula formula = Formulas.parse("formula", formulas.get(0));
        List<String> variables = formula.variables();
        Map<String, NdArray> point = point(variables.size() == 1 ? variables.get(0) : "x");
        FormulaCheck check = new FormulaCheck(formula, point, claims);
        GradCheckReport report = Formulas.orUserError("formula", () -> report(check.check()));
        if (!json && !check.fixed().isEmpty()) {
            console.print("held fixed, as there is no --grad of it: %s", String.join(", ", check.fixed()));
        }
        return show(report, new Meaning(claims.isEmpty() ? Subject.ENGINE : Subject.CLAIM, point), page);
    }

    private int ofClass(Optional<ReportFile> page) {
        Map<String, NdArray> point = point("x");
        GradCheckReport report;
        PrintStream out = System.out;
        try (ExitWatch watch = new ExitWatch(className, console.err())) {
            if (json) {
                System.setOut(System.err); // what the class prints must not come between, from its loading on
            }
            report = report(new UserClass(new ClassPath(classPath).load(className)).check(point));
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new UserError("--class " + className + ": threw " + UserCode.trace(e), e);
        } finally {
            System.setOut(out);
        }
        return show(report, new Meaning(Subject.CLASS, point), page);
    }

    private int ofProgram(Optional<ReportFile> page) {
        Map<String, NdArray> point = point("x");
        if (point.isEmpty()) {
            throw mistake("--cmd needs a point: --at x=[1,2,3]");
        }
        GradCheckReport report;
        Duration patience = Duration.ofMillis(Math.max(1, Math.round(1000 * timeout)));
        try (LineProcess process = new LineProcess(CommandWords.of(command), patience, console.err())) {
            report = report(GradCheck.of(new Program(process, point.keySet())).at(point));
            process.farewell();
        }
        return show(report, new Meaning(Subject.PROGRAM, point), page);
    }

    private Map<String, NdArray> point(String nameOfTheOnly) {
        return Point.read(at, nameOfTheOnly, seed == null ? 0 : seed);
    }

    private GradCheckReport report(GradCheck check) {
        try {
            set(order, check::order);
            set(tolerance, check::tolerance);
            set(seed, check::seed);
            set(maxCoordinates, check::maxCoordinates);
            if (selfTest) {
                check.selfTest();
            }
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
        try (CheckProgress progress = CheckProgress.on(console, console.live() && !json)) {
            return check.onProgress(progress).report();
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("gradcheck")) {
                throw new UserError(e.getMessage(), e); // the check refuses what it is given
            }
            throw e;
        }
    }

    /** Sets an option that was given; those of a check that the user made stay as they are otherwise. */
    private static <T> void set(T value, Consumer<T> option) {
        if (value != null) {
            option.accept(value);
        }
    }

    private int show(GradCheckReport report, Meaning meaning, Optional<ReportFile> page) {
        console.out().println(json ? report.toJson() : report);
        page.ifPresent(file -> file.write(new StepPlots(report).toHtml()));
        if (!json) {
            page.ifPresent(file -> console.print("plot: %s", file.path()));
            console.out().println(meaning.of(report, page.isPresent()));
        }
        return Meaning.exitCode(report.verdict());
    }
}
