package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Activation functions: values by their plain formulas, both orders of gradients, and what happens far out. */
class ActivationTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    // ---- in the middle

    private static void check(TensorFunction f, Tensor... inputs) {
        GradCheck check = GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(6)
                .absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        check.assertPasses();
    }

    private static void is(Tensor x, UnaryOperator<Tensor> f, DoubleUnaryOperator formula) {
        close(Arrays.stream(x.toArray()).map(formula).toArray(), f.apply(x).toArray());
        check(xs -> f.apply(xs[0]), x);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.log(1 + Math.exp(x));
    }

    /** By the series of the integral of the density. */
    private static double normalCdf(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 60; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Property(shrinking = ShrinkingMode.OFF, tries = 20)
    void formulas(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.awayFromZero(d.shape(0, 3), 0.05);
        is(x, Tensor::softplus, ActivationTest::softplus);
        is(x, t -> t.softplus(2.5), v -> softplus(2.5 * v) / 2.5);
        is(x, Tensor::logSigmoid, v -> Math.log(sigmoid(v)));
        is(x, Tensor::softsign, v -> v / (1 + Math.abs(v)));
        is(x, Tensor::silu, v -> v * sigmoid(v));
        is(x, t -> t.swish(1.7), v -> v * sigmoid(1.7 * v));
        is(x, Tensor::geluTanh, v -> v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
        is(x, Tensor::gelu, v -> v * normalCdf(v));
        is(x, Tensor::mish, v -> v * Math.tanh(softplus(v)));
        is(x, Tensor::elu, v -> v > 0 ? v : Math.exp(v) - 1);
        is(x, t -> t.elu(0.7), v -> v > 0 ? v : 0.7 * (Math.exp(v) - 1));
        is(x, t -> t.celu(1.5), v -> v > 0 ? v : 1.5 * (Math.exp(v / 1.5) - 1));
        is(x, Tensor::selu, v -> 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * (Math.exp(v) - 1)));
        is(x, Tensor::leakyRelu, v -> v > 0 ? v : 0.01 * v);
        is(x, t -> t.leakyRelu(0.3), v -> v > 0 ? v : 0.3 * v);
        is(x, Tensor::hardSigmoid, v -> Math.min(1, Math.max(0, v / 6 + 0.5)));
        is(x, t -> t.hardSigmoid(0.2), v -> Math.min(1, Math.max(0, 0.2 * v + 0.5)));
    }

    @Property(shrinking = ShrinkingMode.OFF, tries = 20)
    void withParametersThatAreLearned(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(1, 3);
        Tensor x = d.awayFromZero(shape, 0.05);
        Tensor p = d.between(d.broadcastable(shape), 0.1, 0.5);
        check(xs -> xs[0].prelu(xs[1]), x, p);
        check(xs -> xs[0].swish(xs[1]), x, p);
        Tensor doubled = d.tensor(Shape.of(4).concat(shape));
        check(xs -> xs[0].glu(0), doubled);
    }

    @Test
    void halvesAndPieces() {
        Tensor x = Tensor.of(new double[][] {{1, 2, 0, 100}, {3, 4, -100, 0}});
        close(at(0.5, 2, 3 * sigmoid(-100), 2), x.glu(1).toArray());
        assertEquals(
                NdArray.of(new double[][] {{2, 100}, {4, 0}}), x.maxout(-1, 2).value());
        assertEquals(NdArray.of(new double[][] {{3, 4, 0, 100}}), x.maxout(0, 2).value());
        assertEquals(
                NdArray.of(new double[][] {{0, 1, 0, 1}, {0, 1, 0, 1}}),
                Autodiff.grad(t -> t.maxout(1, 2).sum(), x).value());
    }

    // ---- far out

    /** Compares values and derivatives at some points; NaN and infinities are as they are. */
    private static void far(UnaryOperator<Tensor> f, double[] at, double[] values, double[] slopes) {
        close(values, f.apply(Tensor.of(at)).toArray());
        close(slopes, Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(at)).toArray());
    }

    private static void close(double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            double tolerance = Double.isFinite(expected[i]) ? 1e-13 * Math.abs(expected[i]) : 0;
            assertEquals(expected[i], actual[i], tolerance, "element " + i);
        }
    }

    private static double[] at(double... x) {
        return x;
    }

    @Test
    void limits() {
        double e = Math.exp(-700);
        double[] ends = at(-INF, -1000, -700, 1000, INF);
        far(Tensor::softplus, ends, at(0, 0, e, 1000, INF), at(0, 0, e, 1, 1));
        far(Tensor::softplus, at(1e-300, 40, NAN), at(Math.log(2), 40 + Math.exp(-40), NAN), at(0.5, 1, NAN));
        far(Tensor::logSigmoid, ends, at(-INF, -1000, -700, 0, 0), at(1, 1, 1, 0, 0));
        far(Tensor::logSigmoid, at(700, 50), at(-e, -Math.exp(-50)), at(e, Math.exp(-50)));
        far(Tensor::silu, ends, at(0, 0, -700 * e, 1000, INF), at(0, 0, -699 * e, 1, 1));
        far(t -> t.swish(2), at(-INF, -350, INF), at(0, -350 * e, INF), at(0, -699 * e, 1));
        far(t -> t.swish(0), at(-INF, 3, INF), at(-INF, 1.5, INF), at(0.5, 0.5, 0.5));
        far(Tensor::mish, ends, at(0, 0, -700 * e, 1000, INF), at(0, 0, -699 * e, 1, 1));
        far(Tensor::softsign, at(-INF, -1e300, 3, INF), at(-1, -1, 0.75, 1), at(0, 0, 0.0625, 0));
        far(Tensor::geluTanh, at(-INF, -1e200, -1000, 1000, INF), at(0, 0, 0, 1000, INF), at(0, 0, 0, 1, 1));
        // x Phi(x) = -e^(-x^2/2)/sqrt(2 pi) (1 - 1/x^2 + 3/x^4 - ...) far below 0,
        // and its derivative is -x^2 times that...
        far(Tensor::gelu, at(-INF, -1000, 1000, INF), at(0, 0, 1000, INF), at(0, 0, 1, 1));
        double density = Math.exp(-450) / Math.sqrt(2 * Math.PI);
        double series = 1 - 1 / 900.0 + 3 / 810_000.0 - 15 / 7.29e8 + 105 / 6.561e11 - 945 / 5.9049e14;
        far(Tensor::gelu, at(-30), at(-density * series), at(-30 * density + density * series / 30));
        far(Tensor::elu, ends, at(-1, -1, -1, 1000, INF), at(0, 0, e, 1, 1));
        far(
                Tensor::hardSigmoid,
                at(-INF, -3, 0, 1, 3, INF),
                at(0, 0, 0.5, 4 / 6.0, 1, 1),
                at(0, 0, 1 / 6.0, 1 / 6.0, 0, 0));
        far(Tensor::hardTanh, at(-INF, -1, 0, 1, INF), at(-1, -1, 0, 1, 1), at(0, 0, 1, 0, 0));
        far(t -> t.hardTanh(0, 6), at(-1, 0, 3, 6, 7), at(0, 0, 3, 6, 6), at(0, 0, 1, 0, 0));
    }

    @Test
    void secondDerivativesFarOutAreZeroNotNan() {
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                Tensor::softplus, Tensor::silu, Tensor::mish, Tensor::gelu, Tensor::geluTanh, Tensor::logSigmoid)) {
            Tensor ends = Tensor.of(-INF, -1e300, -1000, 1000, 1e300, INF);
            Tensor second =
                    Autodiff.grad(t -> Autodiff.grad(s -> f.apply(s).sum(), t).sum(), ends);
            close(new double[6], second.toArray());
        }
        Tensor slope =
                Autodiff.grad(t -> Autodiff.grad(s -> s.softsign().sum(), t).sum(), Tensor.of(-INF, -1e50, 1e300, INF));
        close(at(0, 2e-150, 0, 0), slope.toArray());
    }

    @Test
    void slopesAtKinks() {
        far(Tensor::elu, at(0, -0.0), at(0, 0), at(1, 1));
        far(t -> t.elu(0.5), at(0), at(0), at(0.5));
        far(t -> t.celu(0.5), at(0), at(0), at(1));
        far(Tensor::leakyRelu, at(0), at(0), at(0.01));
        far(t -> t.prelu(Tensor.of(0.25)), at(0, -4, 4), at(0, -1, 4), at(0.25, 0.25, 1));
    }
}
