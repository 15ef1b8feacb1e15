package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.Test;

/** Right gradients where differences deceive: they may stay undecided, but are never called wrong. */
class NeverWrongTest {
    private static GradCheck check(DoubleUnaryOperator f, DoubleUnaryOperator gradient, double x0) {
        return GradCheck.of((double[] x) -> f.applyAsDouble(x[0]), x -> new double[] {gradient.applyAsDouble(x[0])})
                .at(x0);
    }

    private static void assertNeverWrong(DoubleUnaryOperator f, DoubleUnaryOperator gradient, double... points) {
        assertAll(DoubleStream.of(points).mapToObj(x0 -> () -> {
            GradCheckReport report = check(f, gradient, x0).report();
            boolean wrong = report.verdict() == Verdict.WRONG || report.verdict() == Verdict.WRONG_NEARBY;
            assertFalse(wrong, () -> "at " + x0 + ": " + report);
        }));
    }

    @Test
    void staircasesFarFromZero() {
        assertNeverWrong(x -> x * x + Math.floor(x), x -> 2 * x, 0.7, 10.7, 100.7, 1000.7, 12345.6, 1e6 + 0.3);
        assertNeverWrong(Math::floor, x -> 0, 0.7, 10.7, 100.7, 1000.7, 12345.6, 1e6 + 0.3);
        assertNeverWrong(x -> Math.rint(100 * x) / 100, x -> 0, 0.333, 7.1234, 1000.7031);
    }

    @Test
    void aStaircaseHidesNoOtherMistake() {
        for (double x0 : new double[] {100.7, 1000.7}) {
            assertEquals(
                    Verdict.WRONG,
                    check(x -> x * x + Math.floor(x), x -> 3 * x, x0).report().verdict());
        }
    }

    @Test
    void overflowAndUnderflow() {
        assertNeverWrong(x -> 1 / x, x -> -1 / x / x, 1e-300, -1e-300, 1e-200, 1e-160);
        assertNeverWrong(x -> 1e300 * (x * x), x -> 2e300 * x, 1e-300, 1e-200, 1e-170);
        assertNeverWrong(x -> 1e300 * x * x, x -> 2e300 * x, 1e-300, 1e-200, 1e-170);
        assertNeverWrong(x -> 0, x -> 4.9e-324, 1, 0, 1e10, 1e-300);
        assertNeverWrong(x -> 1e-200 * x * 1e-122, x -> 1e-322, 1, 3, 0.01);
        assertNeverWrong(x -> 1e-160 * x * (1e-160 * x), x -> 2e-320 * x, 1, 3, 0.01);
    }

    @Test
    void powersOfOneAndAHalfBesideTheirSingularity() {
        double k = 0.7;
        DoubleUnaryOperator f = x -> Math.pow(Math.abs(x - k), 1.5);
        DoubleUnaryOperator g = x -> 1.5 * Math.signum(x - k) * Math.sqrt(Math.abs(x - k));
        for (double d = 1e-16; d < 0.1; d *= 3) {
            assertNeverWrong(f, g, k + d, k - d);
            assertNeverWrong(x -> x + f.applyAsDouble(x), x -> 1 + g.applyAsDouble(x), k + d, k - d);
        }
    }

    @Test
    void aSteepRootThatIsAddedToAWave() {
        double k = -0.0014273730620595541;
        DoubleUnaryOperator f = x -> Math.sin(x) - 360 * Math.pow(Math.abs(x - k), 1.5);
        DoubleUnaryOperator g = x -> Math.cos(x) - 540 * Math.signum(x - k) * Math.sqrt(Math.abs(x - k));
        for (double d = 2e-19; d < 1e-9; d *= 5) {
            assertNeverWrong(f, g, k + d, k - d);
        }
    }

    @Test
    void weakKinksBeside() {
        double k = 0.7;
        for (double size : new double[] {1e-3, 1e-5, 1e-7}) {
            for (double d = 1e-15; d < 0.1; d *= 10) {
                assertNeverWrong(
                        x -> Math.sin(x) + size * Math.abs(x - k),
                        x -> Math.cos(x) + size * Math.signum(x - k),
                        k + d,
                        k - d);
            }
        }
    }

    @Test
    void aPassNeedsABarWithinTheTolerance() {
        DoubleUnaryOperator f = Math::sin;
        assertNotEquals(
                Verdict.PASS, check(f, Math::cos, 0.4).tolerance(1e-17).report().verdict());
        assertEquals(
                Verdict.PASS, check(f, Math::cos, 0.4).tolerance(1e-9).report().verdict());
        assertEquals(Verdict.PASS, check(f, Math::cos, 0.4).report().verdict());
        assertEquals(
                Verdict.PASS, check(f, Math::cos, 0.4).tolerance(1e-3).report().verdict());
    }
}
