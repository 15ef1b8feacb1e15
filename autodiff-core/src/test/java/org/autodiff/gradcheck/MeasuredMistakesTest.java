package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What an earlier checker got wrong, as it was measured: each one a kind of mistake, not one number. */
class MeasuredMistakesTest {
    /** A function of one number with its derivative, both of java.lang.Math: independent of the engine. */
    private record Plain(String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {}

    private static final List<Plain> FUNCTIONS = List.of(
            new Plain("1/x", x -> 1 / x, x -> -1 / (x * x)),
            new Plain("log", Math::log, x -> 1 / x),
            new Plain("sqrt", Math::sqrt, x -> 0.5 / Math.sqrt(x)),
            new Plain("cbrt", Math::cbrt, x -> 1 / (3 * Math.cbrt(x) * Math.cbrt(x))),
            new Plain("exp", Math::exp, Math::exp),
            new Plain("sin", Math::sin, Math::cos),
            new Plain("sin 1e3 x", x -> Math.sin(1e3 * x), x -> 1e3 * Math.cos(1e3 * x)),
            new Plain("tanh", Math::tanh, x -> 1 / (Math.cosh(x) * Math.cosh(x))),
            new Plain("x^2", x -> x * x, x -> 2 * x),
            new Plain("x^3", x -> x * x * x, x -> 3 * x * x),
            new Plain("atan", Math::atan, x -> 1 / (1 + x * x)),
            new Plain("log1p", Math::log1p, x -> 1 / (1 + x)),
            new Plain("expm1", Math::expm1, Math::exp),
            new Plain("1e8 x", x -> 1e8 * x, x -> 1e8),
            new Plain("cos", Math::cos, x -> -Math.sin(x)));

    private static final double[] POINTS = {
        1e-12, 1e-9, 1e-7, 1e-3, 0.3, 1, 2.5, 30, 709.7, 1000, 1e6, 1e-300, -1e-7, -0.7
    };

    private static GradCheckReport check(Plain p, double x, double factor) {
        return GradCheck.of(a -> p.f().applyAsDouble(a[0]), a ->
                        new double[] {factor * p.derivative().applyAsDouble(a[0])})
                .at(x)
                .report();
    }

    @Test
    void ofRightGradientsNoneIsCalledWrong() {
        List<String> wrong = new ArrayList<>();
        int passed = 0;
        for (Plain p : FUNCTIONS) {
            for (double x : POINTS) {
                GradCheckReport report = check(p, x, 1);
                passed += report.passed() ? 1 : 0;
                if (report.verdict() == Verdict.WRONG || report.verdict() == Verdict.WRONG_NEARBY) {
                    wrong.add(p.name() + " at " + x + ": " + report);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(passed >= 160, "passed: " + passed);
    }

    @Test
    void ofGradientsThatAreOnePercentOffNonePasses() {
        List<String> passed = new ArrayList<>();
        for (Plain p : FUNCTIONS) {
            for (double x : POINTS) {
                boolean isZero = p.derivative().applyAsDouble(x) == 0;
                GradCheckReport report = check(p, x, 1.01);
                if (report.passed() && !isZero) {
                    passed.add(p.name() + " at " + x + ": " + report);
                }
            }
        }
        assertEquals(List.of(), passed);
    }

    private static GradCheckReport check(
            ToDoubleFunction<double[]> f, Function<double[], double[]> gradient, double... x) {
        return GradCheck.of(f, gradient).at(x).report();
    }

    /** |x| at 0 with a claimed 1.5, among others that are right: only [-1, 1] is possible there. */
    @Test
    void whatIsOutsideOfTheSlopesOfAKinkIsWrongAmongManyThatAreRight() {
        for (int n : new int[] {1, 20, 100}) {
            double[] x = new double[n];
            Arrays.setAll(x, i -> i);
            for (double claim : new double[] {1.5, -1.5, 1.001}) {
                GradCheckReport report = check(
                        a -> Arrays.stream(a).map(Math::abs).sum(),
                        a -> Arrays.stream(a)
                                .map(v -> v == 0 ? claim : Math.signum(v))
                                .toArray(),
                        x);
                assertEquals(Verdict.WRONG, report.verdict(), report::toString);
                assertEquals("x[0]", report.worst(1).get(0).name());
            }
        }
    }

    /** 6e-12 with the wrong sign beside 3e13. */
    @Test
    void aTinyDerivativeBesideAHugeOneIsJudgedByItself() {
        ToDoubleFunction<double[]> separable = a -> 6e-12 * a[0];
        GradCheckReport alone = check(separable, a -> new double[] {-6e-12, 0}, 1, 1);
        assertEquals(Verdict.WRONG, alone.verdict(), alone::toString);
        GradCheckReport together = check(a -> 6e-12 * a[0] + 3e13 * a[1], a -> new double[] {-6e-12, 3e13}, 1, 1);
        assertNotEquals(Status.PASS, status(together, "x[0]"), together::toString);
        GradCheckReport right = check(a -> 6e-12 * a[0] + 3e13 * a[1], a -> new double[] {6e-12, 3e13}, 1, 1);
        assertNotEquals(Status.PASS, status(right, "x[0]"), right::toString); // nothing of it can be seen
        assertEquals(Status.PASS, status(right, "x[1]"), right::toString);
    }

    private static Status status(GradCheckReport report, String name) {
        return report.coordinates().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void oneWrongCoordinateOfFiveHundredIsFoundInEveryRunAndNamed() {
        Rng rng = Rng.of(11);
        for (int run = 0; run < 50; run++) {
            double[] x = rng.normal(Shape.of(500), 0, 1).toArray();
            int wrong = rng.nextInt(500);
            double factor = run % 2 == 0 ? 1.001 : -1;
            GradCheckReport report = GradCheck.of(
                            a -> Arrays.stream(a).map(v -> Math.sin(v) + v * v).sum(), a -> {
                                double[] g = Arrays.stream(a)
                                        .map(v -> Math.cos(v) + 2 * v)
                                        .toArray();
                                g[wrong] *= factor;
                                return g;
                            })
                    .at(x)
                    .seed(run)
                    .report();
            assertEquals(Verdict.WRONG, report.verdict(), report::toString);
            assertEquals("x[" + wrong + "]", report.worst(1).get(0).name(), report::toString);
            assertEquals(
                    1,
                    report.coordinates().stream()
                            .filter(c -> c.status().isWrong() && c.index() >= 0)
                            .count());
        }
    }

    @Test
    void whatIsRightOnlyAtTheGivenPointIsWrongNearby() {
        // x0 and x1 exchanged, where they are equal
        GradCheckReport equal = check(a -> a[0] * a[0] * a[1], a -> new double[] {2 * a[0] * a[0], a[0] * a[1]}, 3, 3);
        assertEquals(Verdict.WRONG_NEARBY, equal.verdict(), equal::toString);
        assertFalse(equal.passed());
        // twice the derivative of x^2, and of x^4, at zero
        for (int power : new int[] {2, 4}) {
            GradCheckReport zero = check(
                    a -> Math.pow(a[0], power) + Math.pow(a[1], power),
                    a -> new double[] {2 * power * Math.pow(a[0], power - 1), 2 * power * Math.pow(a[1], power - 1)},
                    0,
                    0);
            assertEquals(Verdict.WRONG_NEARBY, zero.verdict(), zero::toString);
        }
        // right ones at the same points
        assertTrue(check(a -> a[0] * a[0] * a[1], a -> new double[] {2 * a[0] * a[1], a[0] * a[0]}, 3, 3)
                .passed());
        assertTrue(check(a -> a[0] * a[0] + a[1] * a[1], a -> new double[] {2 * a[0], 2 * a[1]}, 0, 0)
                .passed());
    }

    @Test
    void aNumberThatWasTakenOutIsToldAsAHoleInTheTape() {
        GradCheckReport report = GradCheck.of(
                        xs -> xs[0].mul(xs[0].sum().item()).sum())
                .at(Tensor.of(1, 2, 3))
                .report();
        assertEquals(Verdict.WRONG, report.verdict());
        assertTrue(report.toString().contains("hole"), report::toString);
    }

    /** At one side of a kink that is close; what is right on that side only is no concern of the check. */
    @Test
    void pointsNearbyStayOnTheSameSideOfAKink() {
        for (double distance : new double[] {1e-2, 1e-3, 1e-5}) {
            double x = 1 + distance;
            GradCheckReport report = check(a -> Math.abs(a[0] - 1) + a[0], a -> new double[] {2}, x);
            assertTrue(report.passed(), report::toString);
        }
    }
}
