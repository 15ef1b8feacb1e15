package org.autodiff.examples.explain;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.check.ClassPath;
import org.autodiff.examples.check.Formulas;
import org.autodiff.examples.check.Point;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.formula.Formula;
import org.autodiff.examples.report.ReportFile;
import org.autodiff.explain.Explain;
import org.autodiff.explain.Trace;
import org.autodiff.ndarray.NdArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code autodiff explain}: shows the back-propagation of a function, step by step. */
@Command(
        name = "explain",
        description = {
            "Shows how back-propagation finds the gradient of a function: each value, each local derivative times what"
                    + " came from above, the sums where paths meet.",
            ""
        },
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {
            "autodiff explain FORMULA --at=NAME=VALUE,... [--html=FILE | --dot | --step]",
            "       autodiff explain --class=NAME [--classpath=PATH] --at=... [OPTIONS]"
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  autodiff explain \"1/(exp(-(w*x+b))+1)\" --at w=0,x=1,b=0",
            "  autodiff explain \"(x + y) * max(y, z)\" --at x=1,y=2,z=0 --html circuit.html",
            "  autodiff explain \"sum(tanh(A @ x))\" --at A=randn(2,3),x=[1,2,3] --step"
        })
public final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FORMULA", arity = "0..*", description = "A formula of the variables in --at.")
    private List<String> formulas = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "NAME=VALUE",
            description = "The point; several, parted by commas or with another --at. A value is a number, a vector"
                    + " [1,2], a matrix [1,2;3,4], any formula without variables, or a file (NPY, JSON or CSV).")
    private List<String> at = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Shows a class of yours in place of a formula: an org.autodiff.TensorFunction, whose"
                    + " arguments are the values of --at in their order. x.named(\"s\") names values on the way.")
    private String className;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Where the class is: directories and jars, parted as for java -cp.")
    private List<String> classPath = new ArrayList<>();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a page to play with: steps, sliders, exercises. It needs no network.")
    private Path html;

    @Option(names = "--dot", description = "Prints the graph for Graphviz.")
    private boolean dot;

    @Option(names = "--step", description = "Prints every step, one a line.")
    private boolean step;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of random numbers in --at.")
    private long seed;

    // Not -h and -V, which -hypot(x, y) and -V*I begin with.
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Shows the version.")
    private boolean version;

    private ExplainCommand(Console console) {
        this.console = console;
    }

    /** The command, for the tree of commands. */
    public static CommandLine on(Console console) {
        return new CommandLine(new ExplainCommand(console)).setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() {
        requireOneSubject();
        ReportFile page = html == null ? null : ReportFile.at("--html", html);
        String title = className == null ? formulas.get(0) : className;
        Trace trace = className == null ? ofFormula() : ofClass();
        if (page != null) {
            page.write(ExplainPage.of(trace, title));
            console.print("page: %s", page.path());
        }
        if (dot) {
            console.out().print(trace.toDot());
        } else if (step) {
            StepText.of(trace).forEach(console.out()::println);
        } else if (page == null) {
            console.out().println(trace.table());
        }
        return 0;
    }

    private void requireOneSubject() {
        List<String> unknown = formulas.stream()
                .filter(argument -> argument.matches("--[a-z][a-z-]+(=.*)?"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new CommandLine.UnmatchedArgumentException(spec.commandLine(), unknown);
        }
        if (formulas.size() > 1) {
            throw new CommandLine.UnmatchedArgumentException(spec.commandLine(), formulas.subList(1, formulas.size()));
        }
        if (formulas.isEmpty() == (className == null)) {
            throw mistake(
                    className == null
                            ? "nothing to explain: give a formula or --class"
                            : "a formula and --class exclude each other");
        }
        if (className == null && !classPath.isEmpty()) {
            throw mistake("--classpath goes with --class");
        }
        if (Stream.of(dot, step).filter(given -> given).count() > 1) {
            throw mistake("--dot and --step exclude each other");
        }
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Trace ofFormula() {
        Formula formula = Formulas.parse("formula", formulas.get(0));
        List<String> variables = formula.variables();
        Map<String, NdArray> point = Point.read(at, variables.size() == 1 ? variables.get(0) : "x", seed);
        for (String name : variables) {
            if (!point.containsKey(name)) {
                throw new UserError("no value of " + name + ": add --at " + name + "=...");
            }
        }
        String[] names = point.keySet().toArray(String[]::new);
        for (String name : names) {
            if (!variables.contains(name)) {
                throw new UserError(
                        "--at: " + name + " is not in the formula, which has " + String.join(", ", variables));
            }
        }
        return Formulas.orUserError("formula", () -> explain(formula.function(names), point, false));
    }

    private Trace ofClass() {
        Class<?> type = new ClassPath(classPath).load(className);
        if (!TensorFunction.class.isAssignableFrom(type)) {
            throw new UserError("--class " + className + ": is no org.autodiff.TensorFunction: implement it,"
                    + " Tensor apply(Tensor... inputs)");
        }
        Map<String, NdArray> point = Point.read(at, "x", seed);
        if (point.isEmpty()) {
            throw new UserError("--class " + className + ": where? Give a point: --at x=[1,2,3]");
        }
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return explain((TensorFunction) constructor.newInstance(), point, true);
        } catch (InvocationTargetException e) {
            throw new UserError("--class " + className + ": its constructor threw " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new UserError(
                    "--class " + className + ": cannot be made: it needs a constructor without parameters", e);
        }
    }

    /** @param lines whether the program has lines: a formula has none */
    private static Trace explain(TensorFunction f, Map<String, NdArray> point, boolean lines) {
        Tensor[] inputs = point.entrySet().stream()
                .map(input -> Tensor.variable(input.getKey(), input.getValue()))
                .toArray(Tensor[]::new);
        try {
            return lines ? Explain.of(f, inputs) : Explain.of(Tape.record(f, inputs));
        } catch (IllegalArgumentException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("explain:")) {
                throw new UserError(e.getMessage(), e);
            }
            throw e;
        }
    }
}
