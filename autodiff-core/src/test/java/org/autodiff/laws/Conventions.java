package org.autodiff.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Extremes;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Polar;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Special;
import org.autodiff.internal.gates.elementwise.Trigonometric;
import org.autodiff.internal.gates.reduce.Normalisation;
import org.autodiff.internal.gates.reduce.Norms;
import org.autodiff.internal.gates.reduce.Reduction;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.autodiff.options.Pool1d;

/** The derivatives at kinks, ties and poles, as one table: what the gates declare, and some operations made of them. */
final class Conventions {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private Conventions() {}

    /** One point of one operation. */
    record Line(String operation, TensorFunction function, List<NdArray> inputs, Kink kink) {}

    private static final Axes AXIS = Axes.all(Shape.of(1));

    /** An instance of each gate that declares kinks, under the name that a user calls it by. */
    private static List<GateOf> gates() {
        return List.of(
                new GateOf("div", Arithmetic.DIV),
                new GateOf("reciprocal", Powers.RECIPROCAL),
                new GateOf("sqrt", Powers.SQRT),
                new GateOf("rsqrt", new Powers.Rsqrt()),
                new GateOf("cbrt", new Powers.Cbrt()),
                new GateOf("pow(0.5)", new Powers.Pow(0.5)),
                new GateOf("pow(1.5)", new Powers.Pow(1.5)),
                new GateOf("pow(-1)", new Powers.Pow(-1)),
                new GateOf("pow(tensor)", new Powers.Power()),
                new GateOf("slope of pow(tensor)", new Powers.PowerDerivative(1, 0)),
                new GateOf("log", Exponential.LOG),
                new GateOf("log1p", new Exponential.Log1p()),
                new GateOf("log2", new Exponential.Log2()),
                new GateOf("log10", new Exponential.Log10()),
                new GateOf("slope of log", new Exponential.LogSlope()),
                new GateOf("logaddexp", new Exponential.Logaddexp()),
                new GateOf("slope of logaddexp", new Exponential.LogaddexpSlope()),
                new GateOf("asin", new Trigonometric.Asin()),
                new GateOf("acos", new Trigonometric.Acos()),
                new GateOf("atan2", new Polar.Atan2()),
                new GateOf("hypot", new Polar.Hypot()),
                new GateOf("slope of hypot", new Polar.Direction()),
                new GateOf("acosh", new Hyperbolic.Acosh()),
                new GateOf("atanh", new Hyperbolic.Atanh()),
                new GateOf("erfinv", new Special.Erfinv()),
                new GateOf("lgamma", new Special.Lgamma()),
                new GateOf("digamma", Special.DIGAMMA),
                new GateOf("polygamma(1)", new Special.Polygamma(1)),
                new GateOf("abs", Arithmetic.ABS),
                new GateOf("maximum", new Extremes.Maximum()),
                new GateOf("minimum", new Extremes.Minimum()),
                new GateOf("clamp(-1, 1)", new Extremes.Clamp(-1, 1)),
                new GateOf("relu", Activations.RELU),
                new GateOf("leakyRelu", new Activations.LeakyRelu(0.01)),
                new GateOf("prelu", new Activations.Prelu()),
                new GateOf("elu(0.5)", new Activations.Elu(0.5, 1)),
                new GateOf("celu(0.5)", new Activations.Elu(0.5, 0.5)),
                new GateOf("softsign", new Activations.Softsign()),
                new GateOf("hardTanh", new Extremes.HardTanh(-1, 1)),
                new GateOf("hardSigmoid(0.25)", new Activations.HardSigmoid(0.25)),
                new GateOf("max", new Reduction.Max(AXIS)),
                new GateOf("min", new Reduction.Min(AXIS)),
                new GateOf("norm(1.5)", new Norms.Norm(1.5, AXIS)),
                new GateOf("norm", new Norms.Norm(2, AXIS)),
                new GateOf("norm(3)", new Norms.Norm(3, AXIS)),
                new GateOf("slope of norm", new Norms.NormSlope(2, AXIS)),
                new GateOf("logsumexp", new Reduction.Logsumexp(AXIS)),
                new GateOf("softmax", new Normalisation.Softmax(AXIS)),
                new GateOf("logSoftmax", new Normalisation.LogSoftmax(AXIS)),
                new GateOf("distance from a running maximum", new Arithmetic.Distance()));
    }

    private record GateOf(String operation, Gate gate) {
        /** With the formula, where the gate is no operation and has a name of this page only. */
        private String title() {
            return operation.startsWith("slope of") || operation.startsWith("distance from")
                    ? operation + ": " + gate.formula().orElseThrow().replace("|", "\\|")
                    : operation;
        }

        Stream<Line> lines() {
            int[] free = IntStream.range(0, gate.kinks().get(0).inputs().size())
                    .filter(gate::differentiable)
                    .toArray();
            return gate.kinks().stream().map(k -> {
                Tensor[] all = k.inputs().stream().map(Tensor::of).toArray(Tensor[]::new);
                TensorFunction f = xs -> {
                    Tensor[] inputs = all.clone();
                    IntStream.range(0, free.length).forEach(i -> inputs[free[i]] = xs[i]);
                    return Tensor.apply(gate, inputs);
                };
                return new Line(
                        title(),
                        f,
                        Arrays.stream(free).mapToObj(k.inputs()::get).toList(),
                        k);
            });
        }
    }

    static Set<Class<?>> gateClasses() {
        return gates().stream().map(g -> g.gate().getClass()).collect(Collectors.toSet());
    }

    static List<Line> ofGates() {
        return gates().stream().flatMap(GateOf::lines).toList();
    }

    /** Operations made of several gates, where the outcome deserves a line. */
    static List<Line> ofCompositions() {
        return List.of(
                composed(
                        "selu",
                        x -> x[0].selu(),
                        Kink.at("x = 0", 0)
                                .gradient(1.0507009873554805 * 1.6732632423543772)
                                .second(1.0507009873554805 * 1.6732632423543772)),
                composed(
                        "silu", x -> x[0].silu(), Kink.at("x = -infinity", -INF).gradient(0)),
                composed(
                        "gelu", x -> x[0].gelu(), Kink.at("x = -infinity", -INF).gradient(0)),
                composed(
                        "mish", x -> x[0].mish(), Kink.at("x = -infinity", -INF).gradient(0)),
                composed(
                        "hardswish",
                        x -> x[0].hardswish(),
                        Kink.at("x = -3", -3).gradient(0)),
                composed("hardswish", x -> x[0].hardswish(), Kink.at("x = 3", 3).gradient(1)),
                composed(
                        "hardswish",
                        x -> x[0].hardswish(),
                        Kink.at("x = -infinity", -INF).gradient(0)),
                composed(
                        "nanToNum",
                        x -> x[0].nanToNum(),
                        Kink.atVector("what is replaced", NAN, INF, 2).gradient(0, 0, 1)),
                composed(
                        "cosineSimilarity",
                        x -> x[0].cosineSimilarity(0, Tensor.of(3, 4)),
                        Kink.atVector("a vector of zeros", 0, 0).gradient(0.6e8, 0.8e8)),
                composed(
                        "cdist",
                        x -> x[0].reshape(1, 2).cdist(Tensor.of(Shape.of(1, 2), 1, 2)),
                        Kink.atVector("equal points", 1, 2).gradient(0, 0)),
                composed(
                        "prod",
                        x -> x[0].prod(),
                        Kink.atVector("a 0", 2, 0, 5).gradient(0, 10, 0).second(5, 7, 2)),
                composed(
                        "prod",
                        x -> x[0].prod(),
                        Kink.atVector("0 twice", 0, 0, 5).gradient(0, 0, 0).second(5, 5, 0)),
                composed(
                        "var", x -> x[0].var(), Kink.atVector("all equal", 2, 2).gradient(0, 0)),
                composed(
                        "std",
                        x -> x[0].std(),
                        Kink.atVector("all equal", 2, 2, 2).gradient(0, 0, 0)),
                composed(
                        "norm(1)",
                        x -> x[0].norm(PNorm.of(1)),
                        Kink.atVector("a 0", 0, -2).gradient(0, -1)),
                composed(
                        "norm(inf)",
                        x -> x[0].norm(PNorm.of(INF)),
                        Kink.atVector("largest twice", 3, 1, -3).gradient(0.5, 0, -0.5)),
                composed(
                        "median",
                        x -> x[0].median(),
                        Kink.atVector("a tie: sorting is stable", 1, 1, 1).gradient(0, 1, 0)),
                composed(
                        "median",
                        x -> x[0].median(),
                        Kink.atVector("an even number", 1, 4, 3, 2).gradient(0, 0, 0.5, 0.5)),
                composed(
                        "maxPool1d(2), stride 1",
                        x -> x[0].reshape(1, 3).maxPool1d(Pool1d.of(2).stride(1)),
                        Kink.atVector("a tie: the first", 1, 2, 2).gradient(0, 2, 0)),
                composed(
                        "logcumsumexp",
                        x -> x[0].logcumsumexp(0),
                        Kink.atVector("infinity twice", INF, 1, INF).gradient(2.5, 0, 0.5)),
                composed(
                        "logcumsumexp",
                        x -> x[0].logcumsumexp(0),
                        Kink.atVector("-infinity first", -INF, -INF, 3).gradient(0, 0, 1)),
                composed(
                        "cummax",
                        x -> x[0].cummax(0).values(),
                        Kink.atVector("a tie: the last", 2, 2, 1).gradient(1, 2, 0)),
                composed(
                        "cummax",
                        x -> x[0].cummax(0).values(),
                        Kink.atVector("a NaN", 1, NAN, 2).gradient(1, NAN, 0)),
                composed(
                        "topK(1)",
                        x -> x[0].topK(0, 1).values(),
                        Kink.atVector("a tie: the first", 2, 2).gradient(1, 0)));
    }

    private static Line composed(String operation, TensorFunction f, Kink kink) {
        return new Line(operation, f, kink.inputs(), kink);
    }

    // ---- the page

    static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("## Piecewise constant operations\n\n")
                .append(wrapped("They have no gradient, and stay off the tape, as do indices (`nonzero`, `oneHot`)."
                        + " Their gates: " + constants() + "."))
                .append("\n\n## Gates\n\n");
        table(page, ofGates());
        page.append("\n## Operations made of several gates\n\n");
        table(page, ofCompositions());
        return page.toString();
    }

    private static final String HEAD = """
            # Conventions: derivatives where there is a choice

            This page is generated from the gates (`Gate.kinks()`) by `ConventionsTest`, which also holds every line to
            what the engine computes, at first and second order and in both modes. To write it anew:
            `mvn test -pl autodiff-core -Dtest=ConventionsTest -Dautodiff.write=true`.

            - **Values** follow IEEE 754: outside its domain an operation gives NaN or an infinity, not an exception.
              Linear algebra throws.
            - **Kinks**: where left and right derivatives differ, the value is the one that PyTorch gives, unless a line
              below says otherwise. **Ties** share the gradient alike; in max pooling the first one gets it all.
            - **In the chain rule 0 times anything is 0** (`chain`), even against an infinity or NaN. So a gradient that
              does not flow stays 0 at a singular point, and no NaN comes from a branch that `where` did not select -
              through any elementwise operation or reduction, at every order. Matrix products, convolutions and linear
              algebra are outside this rule: there 0 times infinity is NaN.
            - **NaN**: where a value is NaN, outside of the domain too, so is the derivative with respect to every
              input; so a loss that is NaN does not hand back zeros. An operation that is linear in an input (sums,
              products in each factor, what only moves numbers: `sort`, `median`, `cumsum`, max pooling) does not look
              at it, and passes on what it does elsewhere. `var` and `std` of too few elements are NaN with all their
              derivatives. The slope of what consists of straight pieces is piecewise constant: it has no derivative,
              also at NaN.
            - **Second derivative** below is the Hessian times a vector of ones, and the same in all four ways: each of
              the two derivatives by reverse or by forward mode.

            ## Linear algebra

            - **Symmetric matrices** (`cholesky`, `eigh`, `logdet`, `mahalanobis`, ...): the lower triangle is read.
              Only the symmetric part of the gradient is defined; the symmetric gradient is returned.
            - **Singular matrices**: `solve`, `inv`, `cholesky` and the gradient of `slogdet` throw; `det` has its right
              gradient there, of every order (PyTorch gives zeros or NaN); `slogdet` is (0, -inf) and `cond` inf where
              rounding leaves nothing of a pivot. Singular is what is singular to working precision: a pivot below
              4 sqrt(n) 2^-52 of the largest element of its column, after the rows were scaled.
            - **Equal eigenvalues or singular values** do no harm to a loss of the values alone. Their vectors have no
              derivative: back-propagating to one throws, as do second derivatives, in which they stand; in forward mode
              their tangents are NaN, and with them the result of `Autodiff.hvp`. Singular values have a kink at 0;
              `svdvals` and the norms made of them take one of the slopes there.
            - **Signs** of eigenvectors and singular vectors are free; here the largest element of an eigenvector, and
              of a left singular vector, is positive. Those of `qr` are LAPACK's.
            - **sqrtm, logm**: derivatives of every order, at equal eigenvalues too. The root of a singular matrix has a
              value; its derivatives throw.
            - **Rows or columns of very different size** (by more than 2^30): eigenvalues and singular values come from
              Jacobi's methods, and keep the digits of the small ones; so do `det` with its derivatives (up to 12 rows),
              `slogdet`, `qr`, `solve`, `inv` and `cholesky`. `pinv`, `lstsq` and `matrixRank` count as 0 what is small
              beside the largest.
            - **Norms of nothing** are 0, and infinity for a negative p; those of matrices without elements are 0.
            - **pinv, lstsq**: the gradient holds among matrices of the same rank.

            """;

    private static String wrapped(String paragraph) {
        return paragraph.replaceAll("(.{1,120})(?: |$)", "$1\n").strip();
    }

    private static String constants() {
        return Samples.all().stream()
                .map(s -> s.draw().apply(new Draw(1)))
                .filter(on -> IntStream.range(0, on.inputs().length)
                        .noneMatch(i -> on.gate().differentiable(i)))
                .map(on -> "`" + on.gate().getClass().getSimpleName().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private static void table(StringBuilder page, List<Line> lines) {
        page.append("| operation | where | at | value | derivative | second derivative |\n");
        page.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Line line : lines) {
            Kink k = line.kink();
            Tensor value =
                    line.function().apply(line.inputs().stream().map(Tensor::of).toArray(Tensor[]::new));
            page.append(Stream.of(
                                    "`" + line.operation() + "`",
                                    k.where(),
                                    text(k.inputs()),
                                    text(List.of(value.value())),
                                    text(k.gradient()),
                                    text(k.second()))
                            .collect(Collectors.joining(" | ", "| ", " |")))
                    .append("\n");
        }
    }

    private static String text(List<NdArray> arrays) {
        return arrays.stream()
                .map(a -> {
                    String numbers = Arrays.stream(a.toArray())
                            .mapToObj(Conventions::number)
                            .collect(Collectors.joining(", "));
                    return a.rank() == 0 ? numbers : "(" + numbers + ")";
                })
                .collect(Collectors.joining("; "));
    }

    private static String number(double v) {
        if (Double.isNaN(v)) {
            return "NaN";
        }
        if (Double.isInfinite(v)) {
            return v > 0 ? "inf" : "-inf";
        }
        return v == Math.rint(v)
                ? Integer.toString((int) v)
                : String.format(Locale.ROOT, "%.6g", v).replaceAll("0+$", "");
    }
}
