package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.custom.CustomFunction;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.NonFiniteException;
import org.autodiff.explain.StopAt;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What {@code Autodiff.debug} stops at, what it says, and that it changes nothing else. */
class DebugTest {
    private static NonFiniteException stops(StopAt stopAt, Executable program) {
        try (DebugScope scope = Autodiff.debug(stopAt)) {
            return assertThrows(NonFiniteException.class, program);
        }
    }

    private static NonFiniteException stops(Executable program) {
        return stops(StopAt.NAN_OR_INFINITY, program);
    }

    private static void assertAt(String marker, String operation, NonFiniteException e) {
        assertEquals(operation, e.operation(), e.getMessage());
        String line = Lines.blamed(DebugTest.class, marker);
        assertTrue(e.getMessage().contains(line), e.getMessage());
        StackTraceElement at = e.line().orElseThrow();
        assertEquals(line, at.getFileName() + ":" + at.getLineNumber());
    }

    // ---- forward

    @Test
    void stopsAtTheOperationThatMakesAnInfinity() {
        Tensor w = Tensor.variable("w", 1, 0, 3);
        NonFiniteException e = stops(() -> {
            Tensor h = w.relu();
            h.log().sum(); // BLAME log
        });
        assertAt("log", "log", e);
        assertFalse(e.inDerivative());
        assertTrue(
                e.getMessage().startsWith("log made infinity of finite numbers, at DebugTest.java:"), e.getMessage());
        assertTrue(e.getMessage().contains("input 0: (3) [1, 0, 3], relu (3) at DebugTest.java:"), e.getMessage());
        assertTrue(e.getMessage().contains("1 infinite, the first at [1]"), e.getMessage());
        assertTrue(e.getMessage().contains("\n    'w' (3)"), e.getMessage()); // the path ends there
        assertTrue(e.getMessage().contains("StopAt.NAN"), e.getMessage());
    }

    @Test
    void stopsAtTheOperationThatMakesNan() {
        assertAt("nan", "sqrt", stops(() -> {
            Tensor.of(1, -1).sqrt(); // BLAME nan
        }));
        assertAt("difference", "sub", stops(StopAt.NAN, () -> {
            Tensor huge = Tensor.of(1000).exp();
            huge.sub(huge); // BLAME difference
        }));
    }

    @Test
    void anInputThatWasBadBeforeIsNamed() {
        NonFiniteException constant = stops(() -> {
            Tensor data = Tensor.of(1, Double.NaN);
            Tensor.variable("w", 1, 2).mul(data); // BLAME given
        });
        assertAt("given", "mul", constant);
        assertTrue(constant.getMessage().contains("mul was given NaN"), constant.getMessage());
        assertTrue(constant.getMessage().contains("input 1, constant (2), was so before"), constant.getMessage());
        Parameter bad = Parameter.of("layer.weight", Tensor.of(1, Double.POSITIVE_INFINITY));
        NonFiniteException parameter = stops(() -> bad.mul(2).sum());
        assertTrue(parameter.getMessage().contains("'layer.weight' (2), was so before"), parameter.getMessage());
    }

    /** Of a large array the report shows the sign, and the inputs where it went wrong. */
    @Test
    void ofALargeInputTheRangeAndTheFirstCulpritAreShown() {
        Tensor x = Tensor.of(0.5, 1.25, 0, -0.75, 1, 2, -1.5, 3).reshape(8, 1);
        String log = stops(StopAt.NAN, x::log).getMessage();
        assertTrue(log.contains("input 0: (8, 1), from -1.5 to 3, 1 of them 0, "), log);
        assertTrue(log.contains("output at [3, 0] is NaN, where input 0 is -0.75"), log);
        String quotient =
                stops(() -> Tensor.ones(Shape.of(8, 1)).div(Tensor.of(2, 1, 0))).getMessage();
        assertTrue(quotient.contains("input 0: (8, 1), all 1, "), quotient);
        assertTrue(quotient.contains("output at [0, 2] is Infinity, where input 0 is 1 and input 1 is 0"), quotient);
    }

    @Test
    void anInfinityThatIsMeantIsNotTheFirstCulprit() {
        Tensor mask = Tensor.of(0, Double.NEGATIVE_INFINITY, 0, 0, 0, 0, 0);
        String product = stops(
                        () -> Tensor.of(1, 1, 1, 1e300, 1, 1, 1).add(mask).mul(1e300))
                .getMessage();
        assertTrue(product.contains("output at [3] is Infinity, where input 0 is 1e300"), product);
    }

    @Test
    void ofALargeDerivativeTheFirstCulpritIsShown() {
        Tensor x = Tensor.variable(9, 4, 0, 1, 16, 25, 36, 49);
        String message = stops(() -> x.sqrt().sum().backward()).getMessage();
        assertTrue(message.contains("input 0: (8), from 0 to 49, "), message);
        assertTrue(message.contains("gradient at [2] is Infinity, where input 0 is 0"), message);
    }

    @Test
    void aLongPathIsShortened() {
        Tensor h = Tensor.variable("w", 1, 2);
        NonFiniteException e = stops(() -> {
            Tensor y = h;
            for (int i = 0; i < 100; i++) {
                y = y.mul(0.9);
            }
            y.sub(5).log();
        });
        assertTrue(e.getMessage().contains("... 92 more"), e.getMessage());
        assertTrue(e.getMessage().contains("'w' (2)"), e.getMessage());
        assertTrue(e.getMessage().lines().count() < 25, e.getMessage());
    }

    // ---- infinities that are meant

    @Test
    void anInfinityOfTheProgramsOwnGoesThrough() {
        Tensor scores = Tensor.variable(1, 2, 3);
        Tensor mask = Tensor.of(0, Double.NEGATIVE_INFINITY, 0);
        try (DebugScope scope = Autodiff.debug()) {
            Tensor attention = scores.add(mask).softmax(0);
            Tensor g = attention.mul(Tensor.of(1, 0, 0)).sum().backward().of(scores);
            double p = 1 / (1 + Math.exp(2)); // softmax of 1 and 3
            assertArrayEquals(new double[] {p * (1 - p), 0, -p * (1 - p)}, g.toArray(), 1e-15);
        }
    }

    /** Running extremes mark what is NaN; the mark is nobody's business while nothing is. */
    @Test
    void healthyRunningExtremesGoThrough() {
        Tensor x = Tensor.variable(1, 3, 2);
        try (DebugScope scope = Autodiff.debug()) {
            assertArrayEquals(
                    new double[] {1, 2, 0},
                    x.cummax(0).values().sum().backward().of(x).toArray());
            assertArrayEquals(
                    new double[] {3, 0, 0},
                    x.cummin(0).values().sum().backward().of(x).toArray());
            assertEquals(Math.log(Math.exp(1) + Math.exp(3)), x.logcumsumexp(0).toArray()[1], 1e-15);
        }
        assertEquals("log", stops(() -> Tensor.of(1, -3, 2).log().cummax(0)).operation());
    }

    @Test
    void aNewInfinityBesideOneThatIsMeantIsFound() {
        Tensor mask = Tensor.of(0, Double.NEGATIVE_INFINITY);
        assertAt("beside", "mul", stops(() -> {
            Tensor.of(1e300, 1).add(mask).mul(1e300); // BLAME beside
        }));
    }

    @Test
    void behindAWhereAnInfinityIsHiddenAndMayBeAllowed() {
        Tensor x = Tensor.variable(0, 4);
        try (DebugScope scope = Autodiff.debug(StopAt.NAN)) {
            Tensor y = Tensor.where(x.greater(0), x.log(), Tensor.of(0)).sum();
            assertArrayEquals(new double[] {0, 0.25}, y.backward().of(x).toArray());
        }
        assertEquals("log", stops(() -> x.log()).operation());
    }

    // ---- backward

    @Test
    void stopsAtTheDerivativeThatIsInfinite() {
        Tensor x = Tensor.variable("x", 0, 4);
        NonFiniteException e = stops(() -> {
            Tensor y = x.mul(2);
            Tensor loss = y.sqrt() // BLAME root
                    .sum();
            loss.backward();
        });
        assertAt("root", "sqrt", e);
        assertTrue(e.inDerivative());
        assertTrue(e.getMessage().startsWith("the derivative of sqrt by input 0 is infinite, at "), e.getMessage());
        assertTrue(e.getMessage().contains("input 0: (2) [0, 8], mul (2)"), e.getMessage());
        assertTrue(e.getMessage().contains("sum (1) at"), e.getMessage()); // the way back
        assertTrue(e.getMessage().contains("'x' (2)"), e.getMessage()); // where its input came from
    }

    @Test
    void gradientsThatOverflowWhereTheyMeetAreNamed() {
        Tensor x = Tensor.variable("x", 1);
        NonFiniteException e = stops(() -> {
            Tensor y = x.mul(0.1);
            y.mul(1e308).add(y.mul(1e308)).backward();
        });
        assertTrue(e.getMessage().contains("the gradients of several paths add up to infinite"), e.getMessage());
        assertTrue(e.getMessage().contains("mul ()"), e.getMessage());
    }

    @Test
    void whatAHigherDerivativeMakesIsFoundToo() {
        Tensor x = Tensor.variable(0);
        NonFiniteException e = stops(() -> Autodiff.grad(Autodiff.grad(t -> t.pow(1.5)), x)); // BLAME second
        assertTrue(e.inDerivative());
        assertTrue(e.getMessage().contains(Lines.blamed(DebugTest.class, "second")), e.getMessage());
    }

    @Test
    void aTangentThatIsNotFiniteIsFound() {
        NonFiniteException e = stops(() -> {
            Autodiff.jvp(t -> t.sqrt(), Tensor.of(0), Tensor.of(1)); // BLAME tangent
        });
        assertAt("tangent", "sqrt", e);
        assertTrue(e.inDerivative());
    }

    @Test
    void theInsideOfACheckpointIsLookedAt() {
        Tensor x = Tensor.variable("x", 1, 2);
        NonFiniteException e = stops(() -> {
            Tensor y = Autodiff.checkpoint(t -> t.sub(1).sqrt(), x); // BLAME checkpoint
            y.sum().backward();
        });
        assertAt("checkpoint", "sqrt", e);
        assertTrue(e.getMessage().contains("in the derivative of checkpoint"), e.getMessage());
    }

    @Test
    void everyExampleOfABatchIsLookedAt() {
        NonFiniteException e = stops(() -> {
            Autodiff.vmap(Autodiff.grad((Tensor t) -> t.sqrt())).apply(Tensor.of(1, 0, 2)); // BLAME batch
        });
        assertAt("batch", "sqrt", e);
        assertTrue(e.getMessage().contains("[0.5, Infinity, 0.3536]"), e.getMessage());
    }

    @Test
    void aPlanHasNoNumbersToLookAt() {
        try (DebugScope scope = Autodiff.debug()) {
            String plan = Autodiff.plan(xs -> xs[0].log().sum(), Shape.of(2, 3)) // BLAME plan
                    .toString();
            assertTrue(plan.contains("input of log, at " + Lines.blamed(DebugTest.class, "plan")), plan);
        }
    }

    // ---- lines

    @Test
    void printedTapesShowTheLines() {
        Tensor x = Tensor.variable("x", 2);
        try (DebugScope scope = Autodiff.debug()) {
            Tensor y = x.square(); // BLAME square
            assertTrue(Tape.of(y).toString().contains(" at " + Lines.blamed(DebugTest.class, "square")));
            Tape recorded = Tape.record(
                    xs -> {
                        return xs[0].detach().exp(); // BLAME exp
                    },
                    x);
            assertEquals(2, recorded.toString().split(" at " + Lines.blamed(DebugTest.class, "exp"), -1).length - 1);
        }
        assertFalse(Tape.of(x.square()).toString().contains(" at "));
    }

    /** Reads its input, and does not say so. */
    private record Undeclared() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(2);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @Test
    void errorsOfBackwardPassesSayWhereTheOperationWas() {
        Parameter p = Parameter.of("p", Tensor.of(1, 2));
        Tensor loss;
        Tensor wrong;
        try (DebugScope scope = Autodiff.debug()) {
            loss = p.square().sum(); // BLAME stale
            wrong = new Undeclared().on(p).sum(); // BLAME undeclared
        }
        p.assign(Tensor.of(3, 4));
        assertSuppressed("stale", assertThrows(IllegalStateException.class, loss::backward));
        assertSuppressed("undeclared", assertThrows(IllegalStateException.class, wrong::backward));
        assertEquals(
                0,
                assertThrows(
                                IllegalStateException.class,
                                () -> new Undeclared().on(p).sum().backward())
                        .getSuppressed()
                        .length);
    }

    @Test
    void whoDifferentiatesABlackBoxTwiceIsToldWhereItWasCalled() {
        CustomFunction square = Autodiff.custom(x -> x[0] * x[0], x -> new double[] {2 * x[0]});
        UnaryOperator<Tensor> f = x -> {
            return square.apply(x).exp(); // BLAME box
        };
        Tensor x = Tensor.variable(3).reshape(1);
        try (DebugScope scope = Autodiff.debug()) {
            for (Executable twice : List.<Executable>of(
                    () -> Autodiff.grad(t -> Autodiff.grad(f, t).sum(), x),
                    () -> Autodiff.grad(
                            t -> Autodiff.jvp(f, t, Tensor.ones(t.shape())).tangent(), x),
                    () -> f.apply(x).backward(Tensor.Backward.RECORDED, x).of(x).backward())) {
                IllegalStateException e = assertThrows(IllegalStateException.class, twice);
                assertTrue(e.getMessage().contains("is differentiated twice"), e.getMessage());
                assertSuppressed("box", e);
            }
        }
    }

    private static void assertSuppressed(String marker, Throwable e) {
        assertEquals(1, e.getSuppressed().length);
        String message = e.getSuppressed()[0].getMessage();
        assertTrue(message.contains("recorded at " + Lines.blamed(DebugTest.class, marker)), message);
        assertEquals("DebugTest.java", e.getSuppressed()[0].getStackTrace()[0].getFileName());
    }

    // ---- scopes

    @Test
    void scopesMayBeClosedInAnyOrder() {
        Tensor negative = Tensor.of(-1);
        DebugScope outer = Autodiff.debug();
        DebugScope middle = Autodiff.debug(StopAt.NOTHING);
        DebugScope inner = Autodiff.debug(StopAt.NAN);
        middle.close();
        outer.close();
        assertThrows(NonFiniteException.class, negative::log, "the inner one goes on");
        inner.close();
        assertTrue(Double.isNaN(negative.log().item()), "and nobody comes back");
        DebugScope scope = Autodiff.debug();
        Autodiff.explainGradient(
                () -> {
                    scope.close();
                    return Tensor.variable(2).square();
                },
                Tensor.variable(1));
        assertTrue(Double.isNaN(negative.log().item()));
    }

    @Test
    void scopesNestAndEndWithTheirBlock() {
        Tensor zero = Tensor.of(0);
        try (DebugScope outer = Autodiff.debug()) {
            try (DebugScope inner = Autodiff.debug(StopAt.NAN)) {
                assertEquals(Double.NEGATIVE_INFINITY, zero.log().item());
                assertThrows(NonFiniteException.class, () -> zero.div(zero));
            }
            assertThrows(NonFiniteException.class, zero::log);
            outer.close();
            outer.close(); // once more does nothing
            assertEquals(Double.NEGATIVE_INFINITY, zero.log().item());
        }
        assertThrows(IllegalStateException.class, () -> {
            try (DebugScope scope = Autodiff.debug()) {
                throw new IllegalStateException("stop");
            }
        });
        assertEquals(Double.NEGATIVE_INFINITY, zero.log().item());
    }

    @Test
    void scopesAreOfOneThread() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (DebugScope scope = Autodiff.debug()) {
            assertTrue(
                    Double.isNaN(other.submit(() -> Tensor.of(-1).log().item()).get()));
            ExecutionException e = assertThrows(
                    ExecutionException.class, () -> other.submit(scope::close).get());
            assertTrue(e.getCause() instanceof IllegalStateException, e.toString());
        } finally {
            other.shutdown();
        }
    }

    @Test
    void resultsAreTheSameBits() {
        Tensor x = Tensor.variable(Shape.of(2, 3), 1, -2, 3, 0.5, -0.1, 4);
        Tensor w = Tensor.variable(Shape.of(3, 2), 0.3, 1, -1, 2, 0.2, 0.7);
        double[] plain = gradient(x, w);
        double[] observed;
        try (DebugScope scope = Autodiff.debug()) {
            observed = gradient(x, w);
        }
        assertArrayEquals(plain, observed);
    }

    private static double[] gradient(Tensor x, Tensor w) {
        Tensor h = x.matmul(w).tanh();
        Tensor[] parts = h.split(1, 1, 1);
        Tensor loss = parts[0].mul(parts[1]).exp().sum().add(h.softmax(1).log().mean());
        Tensor first = Autodiff.hvp(t -> t.matmul(w).sigmoid().square().sum(), x, Tensor.ones(x.shape()));
        return Tensor.concat(0, loss.backward().of(w).reshape(Shape.of(6)), first.reshape(Shape.of(6)))
                .toArray();
    }

    @Test
    void constantsAreStillConstants() {
        Tensor w = Tensor.variable(1, 2);
        try (DebugScope scope = Autodiff.debug()) {
            Tensor detached = w.mul(2).detach();
            Tensor unrecorded;
            try (NoGrad none = NoGrad.open()) {
                unrecorded = w.exp();
            }
            Gradients g = w.mul(detached).mul(unrecorded).sum().backward();
            assertArrayEquals(
                    new double[] {2 * Math.E, 4 * Math.exp(2)}, g.of(w).toArray(), 1e-14);
            assertFalse(detached.requiresGrad());
            assertArrayEquals(new double[2], g.ofOrZero(detached).toArray());
            String message = assertThrows(IllegalArgumentException.class, () -> g.of(unrecorded))
                    .getMessage();
            assertTrue(message.contains("it is a constant"), message);
            String constant = assertThrows(
                            IllegalStateException.class, () -> detached.sum().backward())
                    .getMessage();
            assertTrue(constant.endsWith("; Autodiff.explainGradient says why"), constant);
            assertThrows(IllegalArgumentException.class, () -> Tape.of(detached));
            assertEquals("Tensor(2) [2.0, 4.0]", detached.toString());
            double inAStep = Autodiff.grad(
                            x -> x.mul(Autodiff.step(() -> Tensor.of(3).exp())), Tensor.of(1))
                    .item();
            assertEquals(Math.exp(3), inAStep, 1e-14);
        }
    }
}
