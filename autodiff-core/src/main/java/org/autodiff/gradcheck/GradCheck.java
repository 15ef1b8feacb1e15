package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.tree.Parameterized;
import org.ejml.data.DMatrixRMaj;

/**
 * Checks claimed derivatives against differences of values: of a function of tensors, a model, a plain Java function,
 * an EJML routine, any program.
 *
 * <pre>{@code
 * GradCheck.of(xs -> xs[0].matmul(xs[1]).tanh()).at(a, b).assertPasses();          // arguments
 * GradCheck.of(model, m -> loss(m.apply(batch))).assertPasses();        // every parameter, by name
 * GradCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[0]}).at(2, 3).report(); // plain numbers
 * }</pre>
 *
 * <p><b>What is compared.</b> For each element of each input the claim a with a numeric derivative n, which is known to
 * an error bar e: central differences with a ladder of steps, extrapolated, that must not contradict each other (see
 * the package {@code internal.differences}). If the value has few elements, every entry of the Jacobian is compared, so
 * that the report shows the program's own numbers; if it has many, their sum with fixed random weights. Of an input of
 * more than {@link #maxCoordinates} elements some are compared one by one, and all of them together along random
 * directions; a direction that is not right is divided until it names elements.
 *
 * <p><b>When a derivative passes.</b> If {@code |a - n| <= absoluteTolerance + tolerance max(|a|, |n|) + e}, and e is
 * at most {@code max(tolerance, min(10^-5, 10 tolerance))} of the derivative, 10^-5 if nothing is said. It is wrong if
 * it is further off than three error bars explain, of differences that are finite and stable. At a kink it is wrong if
 * it does not lie between the one-sided derivatives. All else is undecided.
 * No other coordinate has a say.
 *
 * <p><b>When the check passes.</b> If nothing is wrong, here and at two points some percent beside; if of each input at
 * most 10 % of the elements are undecided, and none whose claim is large; if a derivative other than zero was
 * confirmed; if the Taylor test does not contradict; and if the function and its gradient give the same bits for the
 * same point and change nothing that they are given. Else see {@link GradCheckReport.Verdict}.
 *
 * <p><b>Order 2</b> checks products of the Hessian with random directions as well, computed reverse over reverse and,
 * if there are no parameters, forward over reverse, and the symmetry of the Hessian. For functions of tensors only.
 *
 * <p>A function may refuse a point off the given one, with an {@link IllegalArgumentException} or an {@link
 * ArithmeticException}: that counts as outside of its domain. A check costs four to six evaluations for each element.
 * Parameters, and buffers of models, are put back bit for bit, also if the function throws; a graph computed from them
 * before is stale afterwards. Not for use while other threads use the parameters. When not to believe a check: for
 * functions that carry noise, and of the elements that it calls undecided; it cannot see an error that is smaller than
 * {@link GradCheckReport#smallestError}.
 */
public final class GradCheck {
    private static final String NULL_FUNCTION = "gradcheck: the function is null";
    private static final String NULL_GRADIENT = "gradcheck: the gradient is null";
    private static final String NULL_MODEL = "gradcheck: the model is null";
    private static final String NULL_POINT = "gradcheck: the point is null";

    private final Function<GradCheck, Subject> subject;
    private final boolean takesArguments;
    private final boolean takesParameters;
    private final Map<String, Tensor> arguments = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private int order = 1;
    private double tolerance = 1e-6;
    private double absoluteTolerance;
    private int maxCoordinates = 200;
    private boolean selfTest;
    private DoubleConsumer progress = done -> {};
    private long seed;

    private GradCheck(Function<GradCheck, Subject> subject, boolean takesArguments, boolean takesParameters) {
        this.subject = subject;
        this.takesArguments = takesArguments;
        this.takesParameters = takesParameters;
    }

    private static GradCheck ofTensors(TensorFunction f, boolean takesArguments) {
        return new GradCheck(c -> new TensorSubject(f, c.arguments, c.parameters), takesArguments, true);
    }

    private static GradCheck ofProgram(CheckedFunction f, Map<String, NdArray> x) {
        Map<String, NdArray> start = new LinkedHashMap<>(x);
        return new GradCheck(c -> new ProgramSubject(f, start), false, false);
    }

    // ---- what to check

    /** A check of a function of tensors, to be given by {@link #at} or {@link #input}; it may also read parameters. */
    public static GradCheck of(TensorFunction f) {
        return ofTensors(Objects.requireNonNull(f, NULL_FUNCTION), true);
    }

    /** A check of a computation that reads parameters, to be given by {@link #parameter}. */
    public static GradCheck of(Supplier<Tensor> f) {
        Objects.requireNonNull(f, NULL_FUNCTION);
        return ofTensors(xs -> f.get(), false);
    }

    /**
     * A check of a model: of the gradient of a loss with respect to every parameter, by name.
     *
     * @param loss of several losses, each is a component of what is checked
     */
    @SafeVarargs // as a variable arity method it leaves lambdas to of(ToDoubleFunction, Function)
    public static <M extends Parameterized> GradCheck of(M model, Function<? super M, Tensor>... loss) {
        Objects.requireNonNull(model, NULL_MODEL);
        if (loss.length == 0) {
            throw new IllegalArgumentException("gradcheck: no loss was given for the model");
        }
        for (Function<? super M, Tensor> part : loss) {
            Objects.requireNonNull(part, NULL_FUNCTION);
        }
        Supplier<Tensor> value = () -> loss.length == 1
                ? loss[0].apply(model)
                : Flat.of(Arrays.stream(loss).map(part -> part.apply(model)).toArray(Tensor[]::new));
        return of(value).named(model);
    }

    /** A check of a model, like {@link #of(Parameterized, Function...)}, with a loss that takes a batch of data. */
    public static <M extends Parameterized, B> OnBatch<B> of(M model, BiFunction<? super M, ? super B, Tensor> loss) {
        Objects.requireNonNull(model, NULL_MODEL);
        Objects.requireNonNull(loss, NULL_FUNCTION);
        return batch -> of(() -> loss.apply(model, batch)).named(model);
    }

    /** A check of a function of plain numbers with a hand-written gradient. */
    public static AtNumbers of(ToDoubleFunction<double[]> f, Function<double[], double[]> gradient) {
        CheckedFunction program = PlainFunctions.ofGradient(
                Objects.requireNonNull(f, NULL_FUNCTION), Objects.requireNonNull(gradient, NULL_GRADIENT));
        return x -> ofProgram(program, Map.of(PlainFunctions.X, NdArray.of(Objects.requireNonNull(x, NULL_POINT))));
    }

    /** A check of a function of plain numbers with a hand-written Jacobian: a row for each component of f. */
    public static AtNumbers ofJacobian(Function<double[], double[]> f, Function<double[], double[][]> jacobian) {
        CheckedFunction program = PlainFunctions.ofJacobian(
                Objects.requireNonNull(f, NULL_FUNCTION), Objects.requireNonNull(jacobian, NULL_GRADIENT));
        return x -> ofProgram(program, Map.of(PlainFunctions.X, NdArray.of(Objects.requireNonNull(x, NULL_POINT))));
    }

    /** A check of a function of an EJML matrix with a hand-written gradient, a matrix of the same size. */
    public static AtMatrix ejml(ToDoubleFunction<DMatrixRMaj> f, Function<DMatrixRMaj, DMatrixRMaj> gradient) {
        Objects.requireNonNull(f, NULL_FUNCTION);
        Objects.requireNonNull(gradient, NULL_GRADIENT);
        return x -> {
            Objects.requireNonNull(x, NULL_POINT);
            int rows = x.getNumRows();
            int columns = x.getNumCols();
            CheckedFunction program = PlainFunctions.ofGradient(
                    numbers -> f.applyAsDouble(DMatrixRMaj.wrap(rows, columns, numbers)), numbers -> {
                        DMatrixRMaj g = gradient.apply(DMatrixRMaj.wrap(rows, columns, numbers));
                        if (g != null && (g.getNumRows() != rows || g.getNumCols() != columns)) {
                            throw new IllegalStateException("gradcheck: the gradient is a " + g.getNumRows() + " x "
                                    + g.getNumCols() + " matrix, x is " + rows + " x " + columns
                                    + ": must be the same");
                        }
                        return g == null ? null : Arrays.copyOf(g.getData(), g.getNumElements());
                    });
            double[] start = Arrays.copyOf(x.getData(), x.getNumElements());
            return ofProgram(program, Map.of(PlainFunctions.X, NdArray.of(Shape.of(rows, columns), start)));
        };
    }

    /** A check of any program. */
    public static AtNamed of(CheckedFunction f) {
        Objects.requireNonNull(f, NULL_FUNCTION);
        return x -> ofProgram(f, Objects.requireNonNull(x, NULL_POINT));
    }

    /** A check that wants to know the point, by its numbers. */
    @FunctionalInterface
    public interface AtNumbers {
        /** The point at which to check: a copy is taken. */
        GradCheck at(double... x);
    }

    /** A check that wants to know the point, as a matrix. */
    @FunctionalInterface
    public interface AtMatrix {
        /** The point at which to check: a copy is taken. */
        GradCheck at(DMatrixRMaj x);
    }

    /** A check that wants to know the point, as arrays by name. */
    @FunctionalInterface
    public interface AtNamed {
        /** The point at which to check, in the order in which the report shows it. */
        GradCheck at(Map<String, NdArray> x);
    }

    /** A check of a model that wants to know the data. */
    @FunctionalInterface
    public interface OnBatch<B> {
        /** The data on which the loss is computed; it is passed on as it is. */
        GradCheck on(B batch);
    }

    /**
     * The arguments of the function: one is called {@code x} in the report, several {@code x0}, {@code x1}, ...
     *
     * @throws IllegalArgumentException if the function takes no arguments, or a name was used before
     */
    public GradCheck at(Tensor... x) {
        for (int i = 0; i < x.length; i++) {
            input(x.length == 1 ? "x" : "x" + i, x[i]);
        }
        return this;
    }

    /**
     * The next argument of the function.
     *
     * @param name what the report calls it
     * @param value where to check; only its numbers are used
     * @throws IllegalArgumentException if the function takes no arguments, or the name was used before
     */
    public GradCheck input(String name, Tensor value) {
        if (!takesArguments) {
            throw new IllegalArgumentException(
                    "gradcheck: input '" + name + "' for a function without arguments: use GradCheck.of(xs -> ...)");
        }
        requireUnique(name);
        arguments.put(name, Tensor.of(value.shape(), value.toArray()));
        return this;
    }

    /**
     * A parameter that the function reads.
     *
     * @throws IllegalArgumentException if the name was used before, or the function is none of tensors
     */
    public GradCheck parameter(Parameter parameter) {
        return named(parameter.name(), parameter);
    }

    /** Several parameters; see {@link #parameter}. */
    public GradCheck parameters(Iterable<Parameter> all) {
        all.forEach(this::parameter);
        return this;
    }

    private GradCheck named(Parameterized model) {
        model.namedParameters().forEach((name, parameter) -> {
            if (!parameter.isFrozen()) { // it has no gradient to be checked
                named(name, parameter);
            }
        });
        return this;
    }

    private GradCheck named(String name, Parameter parameter) {
        if (!takesParameters) {
            throw new IllegalArgumentException("gradcheck: parameter '" + name
                    + "' for a function that knows no parameters: use GradCheck.of(() -> ...)");
        }
        requireUnique(name);
        parameters.put(name, parameter);
        return this;
    }

    private void requireUnique(String name) {
        Objects.requireNonNull(name, "gradcheck: an input needs a name");
        if (arguments.containsKey(name) || parameters.containsKey(name)) {
            throw new IllegalArgumentException("gradcheck: two inputs are named '" + name + "': names must differ");
        }
    }

    // ---- how

    /**
     * The highest order of derivatives that is checked; 1 if not said.
     *
     * @throws IllegalArgumentException if it is not 1 or 2
     */
    public GradCheck order(int highest) {
        require(highest == 1 || highest == 2, "order", highest, "must be 1 or 2");
        order = highest;
        return this;
    }

    /**
     * The relative error that counts as agreement, on top of the error bar; 1e-6 if not said.
     *
     * @throws IllegalArgumentException if it is not in (0, 0.01]: a wider one would find nothing
     */
    public GradCheck tolerance(double relative) {
        require(relative > 0 && relative <= 0.01, "tolerance", relative, "must be in (0, 0.01]");
        tolerance = relative;
        return this;
    }

    /**
     * How many elements of each input are checked one by one at most; 200 if not said. Of an input that has more, a
     * third are those with the largest claims, a third have a claim of zero, the others are random; and all elements
     * move together along random directions.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public GradCheck maxCoordinates(int perInput) {
        require(perInput > 0, "maxCoordinates", perInput, "must be positive");
        maxCoordinates = perInput;
        return this;
    }

    /**
     * The absolute error that counts as agreement in every coordinate; 0 if not said. Only for derivatives whose own
     * rounding is known: an error of less passes.
     *
     * @throws IllegalArgumentException if it is negative, infinite or NaN
     */
    public GradCheck absoluteTolerance(double absolute) {
        require(absolute >= 0 && absolute < Double.POSITIVE_INFINITY, "absoluteTolerance", absolute, "must be >= 0");
        absoluteTolerance = absolute;
        return this;
    }

    /**
     * Asks for a self-test: if the check passes, some ten mistakes are planted in the gradient, one at a time - a sign,
     * a factor of 1.0001, two elements swapped - and the same check of first order is run on each. The report says
     * which of them were not found. It takes as long as that many checks.
     */
    public GradCheck selfTest() {
        selfTest = true;
        return this;
    }

    /** Is told how much of the check is done, from 0 to 1; on the thread of the check. */
    public GradCheck onProgress(DoubleConsumer done) {
        progress = Objects.requireNonNull(done, "gradcheck.onProgress: the consumer is null");
        return this;
    }

    /** The seed of the random weights, directions and choices of coordinates; 0 if not said. */
    public GradCheck seed(long value) {
        seed = value;
        return this;
    }

    private static void require(boolean condition, String operation, Number value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("gradcheck." + operation + ": " + rule + ", got " + value);
        }
    }

    // ---- the check

    /**
     * Checks. What the function throws is passed on.
     *
     * @throws NullPointerException if the function or its gradient returns null
     * @throws IllegalStateException if the function returns another shape nearby, or its gradient one that does not fit
     * @throws IllegalStateException within {@code NoGrad}, for a function of tensors
     * @throws IllegalArgumentException if order 2 is asked for, and the function has no second derivative
     */
    public GradCheckReport report() {
        Subject checked = subject.apply(this);
        if (order == 2 && checked.second() == null) {
            throw new IllegalArgumentException(
                    "gradcheck.order: 2 is for functions of tensors only; to check a Hessian,"
                            + " check the gradient as a function, with the Hessian as its Jacobian"
                            + " (GradCheck.ofJacobian)");
        }
        if (checked.second() != null && !Tensor.variable(1).neg().requiresGrad()) {
            throw new IllegalStateException("gradcheck: within NoGrad nothing is recorded, so there is no gradient to"
                    + " check: run the check outside of it");
        }
        Protocol.Settings settings =
                new Protocol.Settings(order, tolerance, absoluteTolerance, maxCoordinates, seed, progress);
        return Parameter.onTrial(() -> {
            GradCheckReport report = new Protocol(checked, settings).run();
            return selfTest ? report.with(SelfTest.of(report, checked, settings)) : report;
        });
    }

    /**
     * Does nothing if the check passes.
     *
     * @throws AssertionError with the report, the seed and the call that repeats it, if it does not
     */
    public void assertPasses() {
        report().assertPasses();
    }
}
