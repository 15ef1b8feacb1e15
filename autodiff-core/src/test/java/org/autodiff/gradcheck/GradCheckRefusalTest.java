package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What never passes: wrong derivatives, and checks that could not have failed. */
class GradCheckRefusalTest {
    private static GradCheckReport report(Verdict expected, GradCheck check) {
        GradCheckReport report = check.report();
        assertEquals(expected, report.verdict(), report.toString());
        assertFalse(report.passed());
        AssertionError error = assertThrows(AssertionError.class, report::assertPasses);
        assertTrue(error.getMessage().startsWith(report.toString()), error.getMessage());
        assertTrue(error.getMessage().endsWith(".seed(0)"), error.getMessage());
        return report;
    }

    /** exp, with a derivative that is off by a relative amount from one position on. */
    private record SlightlyOff(double error, int from) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return StrictMath.exp(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            Tensor wrong = Tensor.of(NdArray.build(x.shape(), data -> {
                for (int i = 0; i < x.size(); i++) {
                    data[i] = i < from ? 1 : 1 + error;
                }
            }));
            return x.exp().mul(wrong);
        }
    }

    @Test
    void aWrongDerivativeIsNamed() {
        GradCheckReport report = report(
                Verdict.WRONG,
                GradCheck.of(xs -> new SlightlyOff(1, 5).on(xs[0])).input("W1", Tensor.zeros(Shape.of(2, 3))));
        Coordinate worst = report.worst(1).get(0);
        assertEquals("dy[1, 2]/dW1[1, 2]", worst.name());
        assertEquals("W1", worst.block());
        assertEquals(5, worst.index());
        assertEquals(5, worst.component());
        assertEquals(Status.WRONG, worst.status());
        assertEquals(2, worst.claimed() / worst.numeric(), 1e-6);
        assertTrue(worst.error() > worst.bound());
        assertTrue(report.toString().contains("dy[1, 2]/dW1[1, 2]      2        1"), report.toString());
        assertTrue(report.reason().startsWith("1 of 36"), report.reason());
    }

    @Test
    void anErrorOfTenPartsInAMillionIsFound() {
        report(
                Verdict.WRONG,
                GradCheck.of(xs -> new SlightlyOff(1e-5, 0).on(xs[0])).input("x", Tensor.of(1, 2)));
    }

    @Test
    void aWrongDerivativeIsFoundWhileParametersAreChecked() {
        Parameter w = Parameter.of("w", NdArray.of(1, 2));
        report(
                Verdict.WRONG,
                GradCheck.of(() -> new SlightlyOff(0.1, 0).on(w).sum()).parameter(w));
    }

    @Test
    void aDerivativeThatIsLostIsFound() {
        GradCheckReport report =
                report(Verdict.WRONG, GradCheck.of(xs -> xs[0].detach().exp()).input("x", Tensor.of(1)));
        assertEquals(0, report.worst(1).get(0).claimed());
        assertEquals(Status.DISCONNECTED, report.worst(1).get(0).status());
        assertTrue(report.toString().contains("the tape has a hole"), report.toString());
    }

    @Test
    void aWrongDerivativeAtAKinkIsWrongAllTheSame() {
        // |x| at 0 with the derivative 5, which is outside of [-1, 1]
        GradCheckReport report = report(
                Verdict.WRONG,
                GradCheck.of(xs ->
                                xs[0].mul(5).add(xs[0].abs().sub(xs[0].mul(5)).detach()))
                        .input("x", Tensor.of(0)));
        assertEquals(Status.WRONG, report.worst(1).get(0).status());
    }

    @Test
    void aWrongSecondDerivativeIsFoundByOrderTwoOnly() {
        // d/dx exp = exp is right, but a constant: its own derivative is lost
        record Detached() implements UnaryElementwise {
            @Override
            public double apply(double x) {
                return StrictMath.exp(x);
            }

            @Override
            public Tensor derivative(Tensor x, Tensor y) {
                return x.exp().detach();
            }
        }
        GradCheck check = GradCheck.of(xs -> new Detached().on(xs[0]).square()).input("x", Tensor.of(0.3));
        check.assertPasses();
        report(Verdict.WRONG, check.order(2));
    }

    @Test
    void aValueThatIsNotFiniteSaysNothingOfTheGradient() {
        GradCheckReport outside =
                report(Verdict.INCONCLUSIVE, GradCheck.of(xs -> xs[0].log()).input("x", Tensor.of(-1)));
        assertTrue(outside.reason().contains("outside of its domain?"), outside.reason());
        report(Verdict.INCONCLUSIVE, GradCheck.of(xs -> xs[0].log()).input("x", Tensor.of(0)));
        GradCheckReport nan =
                report(Verdict.INCONCLUSIVE, GradCheck.of(xs -> xs[0].mul(2)).input("x", Tensor.of(1, Double.NaN)));
        assertTrue(nan.reason().contains("x[1] is NaN"), nan.reason());
    }

    @Test
    void anInfiniteGradientAtTheEdgeOfTheDomainIsUndecided() {
        GradCheckReport report =
                report(Verdict.INCONCLUSIVE, GradCheck.of(xs -> xs[0].sqrt()).input("x", Tensor.of(4, 0)));
        assertEquals(Status.INCONCLUSIVE, report.worst(1).get(0).status());
        assertEquals("dy[1]/dx[1]", report.worst(1).get(0).name());
    }

    @Test
    void allZeroIsNothingChecked() {
        GradCheckReport report =
                report(Verdict.VACUOUS, GradCheck.of(xs -> xs[0].relu().add(3)).input("x", Tensor.of(-1, -2)));
        assertTrue(report.reason().contains("other than zero"), report.reason());
        report(Verdict.VACUOUS, GradCheck.of(xs -> xs[0].relu()).input("x", Tensor.of(-1, -2)));
        report(Verdict.VACUOUS, GradCheck.of(xs -> Tensor.of(7)).input("x", Tensor.of(-1, -2)));
    }

    @Test
    void aLinearFunctionHasNoSecondDerivativeToCheck() {
        GradCheck check = GradCheck.of(xs -> xs[0].mul(3)).input("x", Tensor.of(1, 2));
        check.assertPasses();
        assertTrue(report(Verdict.VACUOUS, check.order(2)).reason().contains("order 2"));
    }

    @Test
    void noInputsOrNoElementsAreNothingChecked() {
        report(Verdict.VACUOUS, GradCheck.of(xs -> Tensor.of(1)));
        report(Verdict.VACUOUS, GradCheck.of(() -> Tensor.of(1)));
        report(Verdict.VACUOUS, GradCheck.of(xs -> xs[0].exp().sum()).input("x", Tensor.zeros(Shape.of(0, 3))));
        report(Verdict.VACUOUS, GradCheck.of(xs -> xs[0].slice(0, 0, 0)).input("x", Tensor.of(1, 2)));
    }

    @Test
    void aKinkDecidesNothing() {
        GradCheckReport report =
                report(Verdict.KINK, GradCheck.of(xs -> xs[0].abs()).input("x", Tensor.of(2, 0)));
        Coordinate worst = report.worst(1).get(0);
        assertEquals("dy[1]/dx[1]", worst.name());
        assertEquals(-1, worst.left(), 1e-9);
        assertEquals(1, worst.right(), 1e-9);
        assertEquals(Status.KINK, worst.status());
        assertTrue(report.toString().contains("KINK"), report.toString());
        assertEquals(1, report.inconclusive());
        assertEquals(3, report.checked());
    }

    @Test
    void oneKinkAmongManyIsMentionedByACheckThatPasses() {
        double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        GradCheckReport report =
                GradCheck.of(xs -> xs[0].abs()).input("x", Tensor.of(x)).report();
        report.assertPasses();
        assertEquals(120, report.checked());
        assertTrue(report.reason().contains("1 of them could not be decided"), report.reason());
    }

    @Test
    void aJumpDecidesNothing() {
        GradCheckReport report = report(
                Verdict.INCONCLUSIVE,
                GradCheck.of(xs -> xs[0].heaviside(0).add(xs[0].square())).input("x", Tensor.of(2, 0)));
        assertEquals(Status.INCONCLUSIVE, report.worst(1).get(0).status());
    }

    @Test
    void derivativesBelowTheNoiseAreNotPassed() {
        // 10^12 + x: a unit in the last place is 10^-4, and the differences are made of it
        report(
                Verdict.INCONCLUSIVE,
                GradCheck.of(xs -> xs[0].mul(1e-3).add(1e12)).input("x", Tensor.of(1)));
    }

    @Test
    void aFunctionThatChangesItsMindIsNondeterministic() {
        AtomicInteger calls = new AtomicInteger();
        GradCheckReport report = report(
                Verdict.NONDETERMINISTIC,
                GradCheck.of(xs -> xs[0].mul(calls.incrementAndGet())).input("x", Tensor.of(1)));
        assertTrue(report.toString().contains("different values for the same point"), report.toString());
    }

    @Test
    void aFunctionThatChangesItsMindLaterIsNondeterministicToo() {
        AtomicInteger calls = new AtomicInteger();
        report(
                Verdict.NONDETERMINISTIC,
                GradCheck.of(xs -> xs[0].mul(calls.incrementAndGet() > 5 ? 1 + 1e-15 : 1))
                        .input("x", Tensor.of(1, 2)));
    }

    @Test
    void aFunctionThatDependsOnTheTapeIsNondeterministic() {
        report(
                Verdict.NONDETERMINISTIC,
                GradCheck.of(xs -> xs[0].mul(xs[0].requiresGrad() ? 2 : 3)).input("x", Tensor.of(1)));
    }

    @Test
    void parametersAreRestoredWhenACheckFails() {
        Parameter w = Parameter.of("w", NdArray.of(-1, -0.0));
        report(Verdict.INCONCLUSIVE, GradCheck.of(() -> w.sqrt().sum()).parameter(w));
        report(Verdict.KINK, GradCheck.of(() -> w.abs().sum()).parameter(w));
        assertEquals(NdArray.of(-1, -0.0), w.value());
    }

    @Test
    void aCheckWithinNoGradIsRefused() {
        GradCheck check = GradCheck.of(xs -> xs[0].exp()).input("x", Tensor.of(1));
        try (NoGrad scope = NoGrad.open()) {
            String message =
                    assertThrows(IllegalStateException.class, check::report).getMessage();
            assertTrue(message.startsWith("gradcheck: within NoGrad nothing is recorded"), message);
            GradCheck.of((double[] x) -> x[0] * x[0], x -> new double[] {2 * x[0]})
                    .at(3)
                    .assertPasses();
        }
        check.assertPasses();
    }

    @Test
    void anotherShapeNearbyIsAnError() {
        GradCheck check = GradCheck.of(xs -> xs[0].slice(0, 0, xs[0].toArray()[0] > 1 ? 1 : 2))
                .input("x", Tensor.of(1, 2));
        String message =
                assertThrows(IllegalStateException.class, check::report).getMessage();
        assertTrue(message.contains("shape (2) first, then (1)"), message);
    }

    @Test
    void nullIsNoValue() {
        assertThrows(
                NullPointerException.class,
                () -> GradCheck.of(xs -> null).input("x", Tensor.of(1)).report());
    }
}
