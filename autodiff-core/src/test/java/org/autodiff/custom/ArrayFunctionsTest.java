package org.autodiff.custom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.internal.engine.Batching;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Black boxes in plain numbers, with a gradient of their own. */
class ArrayFunctionsTest {
    /** x^2 y: gradient (2 x y, x^2). */
    private static final CustomFunction CUBIC = Autodiff.custom(
                    x -> x[0] * x[0] * x[1], x -> new double[] {2 * x[0] * x[1], x[0] * x[0]})
            .named("cubic");

    /** (r cos t, r sin t). */
    private static double[] cartesian(double[] x) {
        return new double[] {x[0] * Math.cos(x[1]), x[0] * Math.sin(x[1])};
    }

    private static double[] cartesianVjp(double[] x, double[] u) {
        return new double[] {
            u[0] * Math.cos(x[1]) + u[1] * Math.sin(x[1]), x[0] * (-u[0] * Math.sin(x[1]) + u[1] * Math.cos(x[1]))
        };
    }

    private static double[] cartesianJvp(double[] x, double[] v) {
        return new double[] {
            v[0] * Math.cos(x[1]) - x[0] * v[1] * Math.sin(x[1]), v[0] * Math.sin(x[1]) + x[0] * v[1] * Math.cos(x[1])
        };
    }

    private static final CustomFunction CARTESIAN =
            Autodiff.custom(2, ArrayFunctionsTest::cartesian, ArrayFunctionsTest::cartesianVjp);

    private static void assertNumbers(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray(), 1e-14, actual::toString);
    }

    // ---- first derivatives

    @Test
    void aBlackBoxHasItsGradient() {
        Autodiff.ValueAndGrad at = Autodiff.valueAndGrad(CUBIC, Tensor.of(3, 5));
        assertEquals(Shape.scalar(), at.value().shape());
        assertNumbers(at.value(), 45);
        assertNumbers(at.gradient(), 30, 9);
    }

    @Test
    void itIsPartOfALargerFunction() {
        Tensor w = Tensor.variable(2, 1);
        Tensor y = CUBIC.apply(w.mul(Tensor.of(3, 5))).square(); // (w1^2 w2 45)^2
        assertNumbers(y, 180 * 180);
        assertNumbers(y.backward().of(w), 2 * 180 * 180, 2 * 180 * 180);
    }

    @Test
    void anArgumentOfAnyShapeIsReadRowByRow() {
        CustomFunction f = Autodiff.custom(x -> x[1] * x[2], x -> new double[] {0, x[2], x[1], 0});
        Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
        Tensor g = Autodiff.grad(f, x);
        assertEquals(Shape.of(2, 2), g.shape());
        assertNumbers(g, 0, 3, 2, 0);
        CustomFunction square = Autodiff.custom(t -> t[0] * t[0], t -> new double[] {2 * t[0]});
        assertNumbers(Autodiff.grad(square, Tensor.of(3)), 6);
    }

    @Test
    void forwardModeNeedsNoMore() {
        Autodiff.ValueAndTangent at = Autodiff.jvp(CUBIC, Tensor.of(3, 5), Tensor.of(1, -2));
        assertNumbers(at.value(), 45);
        assertNumbers(at.tangent(), 30 - 18);
    }

    @Test
    void severalResultsHaveAVectorJacobianProduct() {
        Tensor x = Tensor.of(2, 0.7);
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        assertNumbers(CARTESIAN.apply(x), 2 * c, 2 * s);
        assertNumbers(Autodiff.vjp(CARTESIAN, x, Tensor.of(3, -1)).gradient(), 3 * c - s, -6 * s - 2 * c);
        assertNumbers(Autodiff.jvp(CARTESIAN, x, Tensor.of(3, -1)).tangent(), 3 * c + 2 * s, 3 * s - 2 * c);
    }

    @Test
    void aJvpIsUsedInForwardMode() {
        AtomicInteger calls = new AtomicInteger();
        CustomFunction f = Autodiff.custom(
                2,
                ArrayFunctionsTest::cartesian,
                (x, u) -> {
                    throw new AssertionError("the vjp");
                },
                (x, v) -> {
                    calls.incrementAndGet();
                    return cartesianJvp(x, v);
                });
        Tensor x = Tensor.of(2, 0.7);
        Tensor v = Tensor.of(3, -1);
        assertArrayEquals(
                Autodiff.jvp(CARTESIAN, x, v).tangent().toArray(),
                Autodiff.jvp(f, x, v).tangent().toArray(),
                1e-15);
        assertEquals(1, calls.get());
    }

    @Test
    void theCheckerAgreesAndFindsAWrongGradient() {
        GradCheck.of(xs -> CARTESIAN.apply(xs).sum())
                .input("x", Tensor.of(2, 0.7))
                .order(1)
                .assertPasses();
        CustomFunction wrong = Autodiff.custom(x -> x[0] * x[0], x -> new double[] {x[0]});
        Verdict verdict = GradCheck.of(xs -> wrong.apply(xs))
                .input("x", Tensor.of(0.7))
                .order(1)
                .report()
                .verdict();
        assertEquals(Verdict.WRONG, verdict);
    }

    @Test
    void zeroTimesAnInfiniteDerivativeIsZero() {
        CustomFunction root = Autodiff.custom(x -> Math.sqrt(x[0]), x -> new double[] {0.5 / Math.sqrt(x[0])});
        Tensor unselected = Autodiff.grad(
                x -> Tensor.where(Tensor.of(0), root.apply(x), x.select(0, 0)), Tensor.of(new double[] {0}));
        assertNumbers(unselected, 1);
        assertEquals(
                Double.POSITIVE_INFINITY,
                Autodiff.grad(root, Tensor.of(new double[] {0})).item());
    }

    @Test
    void aBlackBoxMayItselfDifferentiate() {
        CustomFunction inner = Autodiff.custom(x -> Tensor.of(x).square().sum().item(), x -> {
            Tensor v = Tensor.variable(x);
            return v.square().sum().backward().of(v).toArray();
        });
        assertNumbers(Autodiff.grad(inner, Tensor.of(3, 4)), 6, 8);
        Tensor x = Tensor.variable(3, 4);
        assertNumbers(inner.apply(x).backward().of(x), 6, 8);
        try (NoGrad scope = NoGrad.open()) {
            assertNumbers(Autodiff.jvp(inner, Tensor.of(3, 4), Tensor.of(1, 1)).tangent(), 14);
        }
    }

    @Test
    void aJacobianByEitherMode() {
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        Tensor x = Tensor.of(2, 0.7);
        for (Tensor j : List.of(
                Autodiff.jacobian(CARTESIAN, x),
                Autodiff.jacobianReverse(CARTESIAN, x),
                Autodiff.jacobianForward(CARTESIAN, x),
                Autodiff.jacobian(t -> Autodiff.checkpoint(CARTESIAN, t), x))) {
            assertNumbers(j, c, -2 * s, s, 2 * c);
        }
    }

    // ---- second derivatives

    /** Second derivatives in direction (1, 1), on every way. */
    private static List<Function<Function<Tensor, Tensor>, Tensor>> routes() {
        Tensor x = Tensor.of(3, 5);
        Tensor v = Tensor.of(1, 1);
        return List.of(
                f -> Autodiff.grad(t -> Autodiff.grad(f, t).mul(v).sum(), x),
                f -> Autodiff.hvp(f, x, v),
                f -> Autodiff.grad(t -> Autodiff.jvp(f, t, v).tangent(), x),
                f -> Autodiff.jvp(t -> Autodiff.jvp(f, t, v).tangent(), x, v).tangent(),
                f -> {
                    Tensor t = Tensor.variable(3, 5);
                    Tensor g = f.apply(t).backward(Tensor.Backward.RECORDED).of(t);
                    return g.mul(v).sum().backward().of(t);
                });
    }

    @Test
    void whoeverDifferentiatesTwiceIsToldSo() {
        for (Function<Function<Tensor, Tensor>, Tensor> route : routes()) {
            for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                    CUBIC,
                    x -> CUBIC.apply(x.sin()).exp(),
                    x -> CARTESIAN.apply(x).sum())) {
                String name = f.apply(Tensor.of(3, 5)).size() == 1 && f != CUBIC ? "" : "cubic: ";
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> route.apply(f));
                assertTrue(e.getMessage().contains("is differentiated twice"), e.getMessage());
                assertTrue(e.getMessage().startsWith(name), e.getMessage());
                assertTrue(e.getMessage().contains("Autodiff.custom(f, (xs, y, u) -> ...)"), e.getMessage());
            }
        }
    }

    @Test
    void whatIsLinearInTheGradientIsNot() {
        // d/dw d/dx w f(x) = f'(x): the black box is differentiated once.
        Tensor x = Tensor.of(3, 5);
        Tensor mixed = Autodiff.grad(
                w -> Autodiff.grad(t -> CUBIC.apply(t).mul(w), x)
                        .mul(Tensor.of(1, 10))
                        .sum(),
                Tensor.of(7));
        assertNumbers(mixed, 30 + 90);
        assertNumbers(
                Autodiff.jvp(w -> Autodiff.grad(t -> CUBIC.apply(t).mul(w), x), Tensor.of(7), Tensor.of(2))
                        .tangent(),
                60,
                18);
    }

    @Test
    void detachedItIsAConstant() {
        Tensor h = Autodiff.hvp(x -> CUBIC.apply(x.detach()).mul(x.square().sum()), Tensor.of(3, 5), Tensor.of(1, 0));
        assertNumbers(h, 90, 0);
    }

    // ---- what the program's code does

    @Test
    void itMayOverwriteItsArguments() {
        CustomFunction f = Autodiff.custom(
                1,
                x -> {
                    x[0] *= x[0];
                    return x;
                },
                (x, u) -> {
                    u[0] = 2 * x[0] * u[0];
                    x[0] = Double.NaN;
                    return u;
                });
        Tensor x = Tensor.variable(new double[] {3});
        Tensor y = f.apply(x).mul(x).sum(); // x^3
        assertNumbers(y, 27);
        Gradients g = y.backward();
        assertNumbers(g.of(x), 27);
        assertNumbers(y.backward().of(x), 27);
        assertNumbers(x, 3);
        assertNumbers(
                Autodiff.jvp(f, Tensor.of(new double[] {3}), Tensor.of(new double[] {1}))
                        .tangent(),
                6);
    }

    @Test
    void itMayOverwriteItsArgumentsForEachRowOfAJacobian() {
        CustomFunction f = Autodiff.custom(2, ArrayFunctionsTest::cartesian, (x, u) -> {
            double[] g = cartesianVjp(x, u);
            Arrays.fill(x, Double.NaN);
            Arrays.fill(u, Double.NaN);
            return g;
        });
        Tensor x = Tensor.of(2, 0.7);
        Tensor v = Tensor.of(3, -1);
        assertArrayEquals(
                cartesianJvp(x.toArray(), v.toArray()),
                Autodiff.jvp(f, x, v).tangent().toArray(),
                1e-14);
    }

    @Test
    void anArrayThatItKeepsIsNotOverwritten() {
        double[] constant = {1, 2};
        CustomFunction f = Autodiff.custom(x -> x[0] + 2 * x[1], x -> constant);
        for (int i = 0; i < 2; i++) {
            assertNumbers(Autodiff.grad(x -> f.apply(x).mul(3), Tensor.of(5, 7)), 3, 6);
        }
        assertArrayEquals(new double[] {1, 2}, constant);
    }

    @Test
    void itMayReturnTheSameArrayEachTime() {
        double[] buffer = new double[2];
        CustomFunction f = Autodiff.custom(
                2,
                x -> {
                    System.arraycopy(cartesian(x), 0, buffer, 0, 2);
                    return buffer;
                },
                (x, u) -> {
                    System.arraycopy(cartesianVjp(x, u), 0, buffer, 0, 2);
                    return buffer;
                });
        Tensor a = Tensor.of(2, 0.7);
        Tensor b = Tensor.of(-1, 0.2);
        Tensor both = f.apply(a).sub(f.apply(b));
        assertArrayEquals(CARTESIAN.apply(a).sub(CARTESIAN.apply(b)).toArray(), both.toArray());
        assertArrayEquals(
                Autodiff.jvp(CARTESIAN, a, b).tangent().toArray(),
                Autodiff.jvp(f, a, b).tangent().toArray(),
                1e-15);
    }

    private static void refuses(String message, Runnable code) {
        IllegalStateException e = assertThrows(IllegalStateException.class, code::run);
        assertEquals(message, e.getMessage());
    }

    @Test
    void whatItReturnsMustFit() {
        Tensor x = Tensor.of(1, 2);
        refuses(
                "price: the gradient returned 3 numbers: must be 2, as many as its argument has",
                () -> Autodiff.grad(
                        Autodiff.custom(t -> t[0], t -> new double[3]).named("price"), x));
        refuses(
                "custom: the gradient returned null: must be an array of 2",
                () -> Autodiff.grad(Autodiff.custom(t -> t[0], t -> null), x));
        refuses(
                "custom: the function returned 3 numbers: must be 2, as many as the number of results says",
                () -> Autodiff.custom(2, t -> new double[3], (t, u) -> t).apply(x));
        refuses(
                "custom: the vjp returned 1 numbers: must be 2, as many as its argument has",
                () -> Autodiff.vjp(Autodiff.custom(1, t -> new double[1], (t, u) -> u), x, Tensor.of(new double[1])));
        refuses(
                "custom: the jvp returned 2 numbers: must be 1, as many as the function's result has",
                () -> Autodiff.jvp(Autodiff.custom(1, t -> new double[1], (t, u) -> t, (t, v) -> v), x, x));
        IllegalArgumentException two =
                assertThrows(IllegalArgumentException.class, () -> CUBIC.apply(new Tensor[] {x, x}));
        assertEquals(
                "cubic: is a function of one array, got 2 arguments: join them with Tensor.concat", two.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Autodiff.custom(-1, t -> t, (t, u) -> u));
    }

    @Test
    void whatItThrowsArrivesAndLeavesNothingBehind() {
        IllegalStateException planned = new IllegalStateException("planned");
        CustomFunction f = Autodiff.custom(t -> t[0], t -> {
            throw planned;
        });
        Tensor x = Tensor.variable(1, 2);
        Tensor y = f.apply(x);
        assertEquals(planned, assertThrows(IllegalStateException.class, y::backward));
        assertTrue(x.square().requiresGrad(), "still records");
        try (NoGrad scope = NoGrad.open()) {
            assertEquals(planned, assertThrows(IllegalStateException.class, () -> Autodiff.grad(f, Tensor.of(1, 2))));
            assertFalse(x.square().requiresGrad(), "still does not record");
        }
    }

    // ---- where it is used

    @Test
    void inABatchItIsCalledForEachExample() {
        double[][] rows = {{3, 5}, {1, 2}, {-1, 4}};
        Tensor batch = Tensor.of(rows);
        Tensor shared = Tensor.of(2, 1);
        boolean[] mapped = {true, false};
        Function<Tensor[], Tensor[]> values = xs -> new Tensor[] {CUBIC.apply(xs[0]), CARTESIAN.apply(xs[1])};
        Tensor[] y = Batching.map(values, 3, mapped, batch, shared);
        assertNumbers(y[0], 45, 2, 4);
        assertArrayEquals(CARTESIAN.apply(shared).toArray(), y[1].select(0, 2).toArray());

        Function<Tensor[], Tensor[]> gradients = xs -> new Tensor[] {Autodiff.grad(CUBIC, xs[0])};
        assertNumbers(Batching.map(gradients, 3, new boolean[] {true}, batch)[0], 30, 9, 4, 1, -8, 1);

        Tensor outer = Autodiff.grad(
                t -> Batching.map(xs -> new Tensor[] {CUBIC.apply(xs[0])}, 3, new boolean[] {true}, t)[0]
                        .mul(Tensor.of(1, 10, 100))
                        .sum(),
                batch);
        assertNumbers(outer, 30, 9, 40, 10, -800, 100);
        Tensor forward = Autodiff.jvp(
                        t -> Batching.map(xs -> new Tensor[] {CARTESIAN.apply(xs[0])}, 3, new boolean[] {true}, t)[0],
                        batch,
                        Tensor.ones(batch.shape()))
                .tangent();
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    cartesianJvp(rows[i], new double[] {1, 1}),
                    forward.select(0, i).toArray(),
                    1e-14);
        }
    }

    @Test
    void aTapeNamesItAndReplaysIt() {
        Tape tape = Tape.record(xs -> CUBIC.apply(xs[0]).sin(), Tensor.of(3, 5));
        assertTrue(tape.toString().contains("%1 = cubic(%0) () = 45.0"), tape::toString);
        assertNumbers(tape.replay(Tensor.of(1, 2)), Math.sin(2));
        Tensor x = Tensor.variable("x", 1, 2);
        assertNumbers(tape.replay(x).backward().of(x), 4 * Math.cos(2), Math.cos(2));
        assertEquals("%0 = x (2)\n%1 = cubic(%0) ()", Tape.of(CUBIC.apply(x)).toString());
        Tape derivative = Tape.record(xs -> Autodiff.grad(CUBIC, xs[0]), Tensor.of(3, 5));
        assertNumbers(derivative.replay(Tensor.of(1, 2)), 4, 1);
    }

    @Test
    void withinAStep() {
        Tensor x = Tensor.variable(3, 5);
        for (int i = 0; i < 3; i++) {
            double[] g = Autodiff.step(() -> CUBIC.apply(x).backward().of(x).toArray());
            assertArrayEquals(new double[] {30, 9}, g);
        }
    }

    @Test
    void withoutAGradientNoneIsComputed() {
        CustomFunction f = Autodiff.custom(x -> x[0], x -> {
            throw new AssertionError("the gradient");
        });
        assertNumbers(f.apply(Tensor.of(1, 2)), 1);
        try (NoGrad scope = NoGrad.open()) {
            assertFalse(f.apply(Tensor.variable(1, 2)).requiresGrad());
        }
        Tensor y = f.apply(Tensor.variable(1, 2));
        assertThrows(AssertionError.class, y::backward);
    }

    @Test
    void onManyThreadsAtOnce() {
        double[] all = IntStream.range(0, 2000)
                .parallel()
                .mapToDouble(i -> Arrays.stream(
                                Autodiff.grad(CUBIC, Tensor.of(i, 1)).toArray())
                        .sum())
                .toArray();
        for (int i = 0; i < all.length; i++) {
            assertEquals(2.0 * i + (double) i * i, all[i]);
        }
    }
}
