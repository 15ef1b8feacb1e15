package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What right functions get: a pass, and a report that says how much was looked at. */
class GradCheckTest {
    private final Rng rng = Rng.of(1);

    private Tensor random(int... dims) {
        return Tensor.of(rng.normal(Shape.of(dims), 0, 1));
    }

    @Test
    void aScalarFunctionPasses() {
        GradCheckReport report = GradCheck.of(xs -> xs[0].sin().mul(xs[0]))
                .input("x", Tensor.of(0.7))
                .order(2)
                .report();
        report.assertPasses();
        assertEquals(Verdict.PASS, report.verdict());
        assertEquals(1 + 2 * 3, report.checked()); // the gradient, and three directions in two modes
        assertEquals(0, report.inconclusive());
    }

    @Test
    void theDifferenceIsTheDerivativeToNineDigits() {
        Coordinate c = GradCheck.of(xs -> xs[0].exp())
                .input("x", Tensor.of(1.0))
                .report()
                .worst(1)
                .get(0);
        assertEquals(Math.E, c.numeric(), 1e-9);
        assertTrue(c.errorBar() < 1e-8, c.toString());
    }

    @Test
    void aFunctionOfSeveralInputsWithManyComponentsPasses() {
        GradCheckReport report = GradCheck.of(
                        xs -> xs[0].matmul(xs[1]).add(xs[2]).tanh().mul(xs[3]))
                .input("a", random(3, 4))
                .input("b", random(4, 2))
                .input("bias", random(2)) // broadcast
                .input("scale", Tensor.of(1.5)) // a scalar, broadcast
                .order(2)
                .report();
        report.assertPasses();
    }

    @Test
    void aModelOfParametersPassesAndIsLeftAsItWas() {
        Parameter w = Parameter.of("w", rng.normal(Shape.of(3, 2), 0, 1));
        Parameter b = Parameter.of("b", NdArray.of(-0.0, Double.MIN_VALUE));
        Tensor x = random(5, 3);
        NdArray before = NdArray.of(w.shape(), w.toArray());
        GradCheck.of(() -> x.matmul(w).add(b).sigmoid().square().mean())
                .parameters(List.of(w, b))
                .order(2)
                .assertPasses();
        assertEquals(before, w.value());
        assertEquals(NdArray.of(-0.0, Double.MIN_VALUE), b.value()); // equal bits
    }

    @Test
    void parametersAndInputsMayBeMixed() {
        Parameter w = Parameter.of("w", random(3));
        GradCheck.of(xs -> xs[0].mul(w).exp().sum())
                .parameter(w)
                .input("x", random(3))
                .order(2)
                .assertPasses();
    }

    @Test
    void parametersAreRestoredWhenTheFunctionThrows() {
        Parameter w = Parameter.of("w", NdArray.of(1, 2));
        NdArray start = NdArray.of(1, 2);
        GradCheck check = GradCheck.of(() -> {
                    if (!w.value().equals(start)) {
                        throw new UnsupportedOperationException("nearby");
                    }
                    return w.square().sum();
                })
                .parameter(w);
        assertThrows(UnsupportedOperationException.class, check::report);
        assertEquals(start, w.value());
    }

    @Test
    void aLargeInputIsSampledAndTheReportSaysSo() {
        GradCheckReport report = GradCheck.of(xs -> xs[0].square().sum().add(xs[1].exp()))
                .input("big", random(50, 40))
                .input("small", Tensor.of(1))
                .maxCoordinates(30)
                .seed(5)
                .report();
        report.assertPasses();
        assertEquals(30 + 3 + 1, report.checked()); // three directions in which all of the large one move
        assertTrue(report.sampled());
        assertTrue(report.toString().startsWith("PASS (sampled): "), report.toString());
        assertTrue(report.reason().contains("1970 elements were moved together only"), report.toString());
    }

    @Test
    void aSampleLooksWhereTheGradientIs() {
        double[] x = new double[10_000];
        x[1234] = 1; // the only one that counts
        GradCheckReport report = GradCheck.of(xs -> xs[0].max().exp())
                .input("x", Tensor.of(x))
                .maxCoordinates(3)
                .report();
        report.assertPasses();
        assertTrue(report.worst(6).stream().anyMatch(c -> c.name().equals("x[1234]")), report.toString());
    }

    @Test
    void theSeedChoosesTheSampleAndNothingElseDoes() {
        Tensor x = random(500);
        GradCheck check = GradCheck.of(xs -> xs[0].sin()).input("x", x).maxCoordinates(20);
        List<Coordinate> one = check.seed(1).report().worst(20);
        assertEquals(one, check.seed(1).report().worst(20));
        assertTrue(!one.equals(check.seed(2).report().worst(20)));
    }

    @Test
    void derivativesOfAllSizesAreChecked() {
        // 10^8 x^2, x and 10^-8 x^3 with x from 10^-3 to 10^6: the step follows x, the error bar follows f.
        assertAll(
                () -> pass(Tensor.of(1e6), 1e8),
                () -> pass(Tensor.of(1e-3), 1e-8),
                () -> pass(Tensor.of(1e150), 1e-150));
    }

    private static void pass(Tensor x, double factor) {
        GradCheck.of(xs -> xs[0].square().mul(factor)).input("x", x).assertPasses();
    }

    @Test
    void pointsNearASingularityAreCheckedWithAFinerStep() {
        // The first step, 6e-6, reaches beyond the domain of the logarithm.
        GradCheck.of(xs -> xs[0].log()).input("x", Tensor.of(1e-6, 0.5, 3)).assertPasses();
    }

    @Test
    void pointsNearAKinkAreCheckedWithAFinerStep() {
        GradCheckReport report = GradCheck.of(xs -> xs[0].abs())
                .input("x", Tensor.of(1e-6, -1e-7, 1))
                .report();
        report.assertPasses();
        assertEquals(0, report.inconclusive());
    }

    @Test
    void inactiveUnitsAreConfirmedToHaveDerivativeZero() {
        GradCheckReport report = GradCheck.of(xs -> xs[0].relu())
                .input("x", Tensor.of(-1, 2, -3, 4))
                .report();
        report.assertPasses();
        assertEquals(4 * 4, report.checked());
    }

    @Test
    void oneInputThatDoesNotMatterIsConfirmedToHaveDerivativeZero() {
        GradCheck.of(xs -> xs[0].square().add(xs[1].mul(0)))
                .input("x", Tensor.of(3))
                .input("unused", Tensor.of(1, 2))
                .assertPasses();
    }

    @Test
    void functionsThatDifferentiateInsideMayBeCheckedToo() {
        // x -> d/dx sum x^3
        GradCheck.of(xs -> org.autodiff.Autodiff.grad(x -> x.pow(3).sum(), xs[0]))
                .input("x", Tensor.of(1, 2))
                .order(2)
                .assertPasses();
    }

    @Test
    void theReportNamesCoordinatesByTheirPosition() {
        GradCheckReport report =
                GradCheck.of(xs -> xs[0].exp()).input("W1", random(2, 3)).report();
        assertEquals(6 * 6, report.worst(100).size());
        assertTrue(report.coordinates().stream().anyMatch(c -> c.name().equals("dy[0, 1]/dW1[1, 2]")));
        assertTrue(report.worst(1)
                .get(0)
                .toString()
                .matches("dy\\[\\d, \\d\\]/dW1\\[\\d, \\d\\]: yours .*, numeric .*PASS"));
        assertTrue(report.toString().contains("36 derivatives"), report.toString());
        assertTrue(report.toString().contains("PASS"), report.toString());
        assertDoesNotThrow(report::assertPasses);
    }

    @Test
    void badArgumentsAreRefusedWithTheRule() {
        GradCheck check = GradCheck.of(xs -> xs[0]).input("x", Tensor.of(1));
        assertAll(
                () -> refuses("order: must be 1 or 2, got 3", () -> check.order(3)),
                () -> refuses("tolerance: must be in (0, 0.01], got 0.5", () -> check.tolerance(0.5)),
                () -> refuses("got NaN", () -> check.tolerance(Double.NaN)),
                () -> refuses("maxCoordinates: must be positive, got 0", () -> check.maxCoordinates(0)),
                () -> refuses("two inputs are named 'x'", () -> check.input("x", Tensor.of(2))),
                () -> refuses(
                        "without arguments",
                        () -> GradCheck.of(() -> Tensor.of(1)).input("x", Tensor.of(1))));
    }

    private static void refuses(String rule, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.startsWith("gradcheck") && message.contains(rule), message);
    }

    @Test
    void recordingIsAsItWasAfterwards() {
        GradCheck.of(xs -> xs[0].exp()).input("x", Tensor.of(1)).report();
        assertTrue(Tensor.variable(1).exp().requiresGrad());
        try (NoGrad scope = NoGrad.open()) {
            assertTrue(!Tensor.variable(1).exp().requiresGrad());
        }
    }
}
