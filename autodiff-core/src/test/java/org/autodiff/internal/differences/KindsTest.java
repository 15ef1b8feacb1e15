package org.autodiff.internal.differences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.autodiff.internal.differences.Slope.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinks, jumps, noise, walls: each is told from the others. */
class KindsTest {
    private static Slope slope(DoubleUnaryOperator f, double x) {
        return slope(f, x, Double.NaN);
    }

    private static Slope slope(DoubleUnaryOperator f, double x, double expected) {
        double[] middle = {f.applyAsDouble(x)};
        return Differences.of(t -> new double[] {f.applyAsDouble(x + t)}, middle, Scale.coordinate(x))
                .slope(0, expected);
    }

    private static void assertKink(double left, double right, Slope s) {
        assertEquals(Kind.KINK, s.kind(), s::toString);
        assertEquals(left, s.left(), s.sideBar(), s::toString);
        assertEquals(right, s.right(), s.sideBar(), s::toString);
        assertTrue(s.sideBar() < 1e-6 * Math.max(Math.abs(left), Math.abs(right)), s::toString);
    }

    @Test
    void kinksHaveTwoSlopes() {
        assertKink(-1, 1, slope(Math::abs, 0));
        assertKink(0, 1, slope(x -> Math.max(0, x), 0));
        assertKink(2, 4, slope(KindsTest::bent, 1));
        assertKink(Math.cos(0.5), 3 + Math.cos(0.5), slope(x -> Math.sin(x) + 3 * Math.max(0, x - 0.5), 0.5));
        assertKink(-1e-200, 1e-200, slope(x -> 1e-200 * Math.abs(x), 0));
        assertKink(-1, 1, slope(x -> 1e3 + Math.abs(x - 20), 20));
    }

    /** Slopes 2 and 4 at 1. */
    private static double bent(double x) {
        return x <= 1 ? x * x : x * x * x * x;
    }

    @Test
    void whateverLiesBetweenTheSidesIsASubgradient() {
        Slope s = slope(Math::abs, 0);
        assertEquals(0, s.distance(0.3));
        assertEquals(0.5, s.distance(1.5), 1e-6);
        assertEquals(0.5, s.distance(-1.5), 1e-6);
    }

    @Test
    void expectingTheMiddleDoesNotHideAKink() {
        assertEquals(Kind.KINK, slope(Math::abs, 0, 0).kind());
        assertEquals(Kind.KINK, slope(x -> Math.max(x, 1), 1, 0.5).kind());
        assertEquals(Kind.KINK, slope(x -> x + 1e-3 * Math.abs(x - 3), 3, 1).kind());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-1, 1e-3, 1e-5, 1e-7, 1e-9})
    void aKinkBesideIsNoKink(double d) {
        Slope s = slope(x -> 2 * x + Math.abs(x - 1 - d), 1);
        assertEquals(Kind.SMOOTH, s.kind());
        assertEquals(1, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 2e-14 / d + 1e-9, s::toString);
    }

    @Test
    void aSmoothFirstDerivativeIsEnough() {
        Slope s = slope(x -> x > 0 ? x * x : 0, 0);
        assertEquals(Kind.SMOOTH, s.kind());
        assertEquals(0, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-9, s::toString);
        Slope wild = slope(x -> x == 0 ? 0 : x * x * Math.sin(1 / x), 0);
        assertEquals(0, wild.value(), wild.errorBar());
        assertTrue(wild.errorBar() < 1e-9, wild::toString);
    }

    @Test
    void slopesThatGrowBeyondBoundsAreNone() {
        for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {Math::cbrt, x -> Math.sqrt(Math.abs(x))}) {
            Slope s = slope(f, 0);
            assertTrue(s.kind() == Kind.UNSTABLE || s.kind() == Kind.KINK && s.right() > 1e6, s::toString);
            assertNotEquals(Kind.SMOOTH, slope(f, 0, 0).kind());
        }
    }

    @Test
    void jumps() {
        assertEquals(Kind.JUMP, slope(x -> x < 0 ? 0 : 1, 0).kind());
        assertEquals(Kind.JUMP, slope(Math::floor, 3).kind());
        assertEquals(
                Kind.JUMP,
                slope(x -> Math.sin(x) + (x < 1 ? 0 : 1e-3), 1, Math.cos(1)).kind());
        Slope beside = slope(x -> Math.sin(x) + (x < 1.001 ? 0 : 1), 1);
        assertEquals(Kind.SMOOTH, beside.kind());
        assertEquals(Math.cos(1), beside.value(), beside.errorBar());
        assertTrue(beside.errorBar() < 1e-6, beside::toString);
    }

    @Test
    void aJumpBesideIsNoKink() {
        Slope s = slope(x -> x > 1 ? 2 * x : 3 * x, 1.000001);
        assertEquals(Kind.SMOOTH, s.kind());
        assertEquals(2, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-6, s::toString);
    }

    @Test
    void nothingIsTooSteepAtZero() {
        for (double steep : new double[] {1e12, 1e40, 1e100, 1e200}) {
            Slope s = slope(x -> Math.sin(steep * x) + Math.tanh(x), 0);
            assertEquals(Kind.SMOOTH, s.kind());
            assertEquals(steep, s.value(), s.errorBar());
            assertTrue(s.errorBar() < 1e-6 * steep, s::toString);
        }
    }

    @Test
    void noiseIsMeasured() {
        for (double sigma : new double[] {1e-3, 1e-6, 1e-9}) {
            Slope s = slope(x -> Math.exp(x) + sigma * Noise.normal(x, 7), 0.7);
            assertEquals(sigma < 1e-8 ? Kind.SMOOTH : Kind.NOISY, s.kind(), s::toString); // 1e-9 does no harm
            assertTrue(s.noise() > sigma / 10 && s.noise() < 10 * sigma, s::toString);
            assertTrue(!(Math.abs(s.value() - Math.exp(0.7)) > s.errorBar()), s::toString);
        }
    }

    @Test
    void singlePrecisionIsNotConstant() {
        Slope s = slope(x -> (float) Math.exp(x), 0.7);
        assertEquals(Math.exp(0.7), s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-4, s::toString);
        assertTrue(s.noise() > 1e-8 && s.noise() < 1e-6, s::toString);
        Slope stairs = slope(x -> Math.rint(1e4 * Math.sin(x)) / 1e4, 0.7);
        assertEquals(Kind.NOISY, stairs.kind());
        assertEquals(1e-4, stairs.noise(), 1e-6);
        assertEquals(Math.cos(0.7), stairs.value(), stairs.errorBar());
        assertEquals(0, stairs.distance(0), 1e-12); // between the steps
    }

    @Test
    void anInnerSolverThatStops() {
        DoubleUnaryOperator f = x -> {
            double c = 0.5 + 0.3 * Math.sin(x + 1);
            double u = 0;
            double last;
            do {
                last = u;
                u = c * Math.cos(u);
            } while (Math.abs(u - last) > 1e-6);
            return u;
        };
        Slope s = slope(f, -0.44);
        assertEquals(Kind.NOISY, s.kind());
        assertTrue(s.noise() > 1e-8 && s.noise() < 1e-5, s::toString);
        assertTrue(s.errorBar() > 1e-6 && s.errorBar() < 1e-2, s::toString);
    }

    @Test
    void fineStructureIsNoNoise() {
        Slope s = slope(x -> 2 * x + 1e-6 * Math.sin(1e8 * x), 0);
        assertEquals(Kind.SMOOTH, s.kind());
        assertEquals(102, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-3, s::toString);
    }

    @Test
    void constants() {
        Slope s = slope(x -> 7, 2);
        assertEquals(Kind.CONSTANT, s.kind());
        assertEquals(0, s.value());
        assertEquals(Kind.CONSTANT, slope(x -> Math.max(0, x), -5, 0).kind());
        Slope flat = slope(x -> Math.max(0, x - 1), 0.99);
        assertEquals(Kind.SMOOTH, flat.kind());
        assertEquals(0, flat.value());
    }

    @Test
    void wallsOfTheDomain() {
        for (double d : new double[] {1e-3, 1e-6, 1e-9}) {
            Slope s = slope(Math::log, d);
            assertEquals(1 / d, s.value(), s.errorBar());
            assertTrue(s.errorBar() < 1e-8 / d, s::toString);
        }
        Slope big = slope(Math::exp, 709.7);
        assertEquals(Math.exp(709.7), big.value(), big.errorBar());
        assertTrue(big.errorBar() < 1e-8 * big.value(), big::toString);
        Slope pole = slope(x -> 1 / x, 1e-7);
        assertEquals(-1e14, pole.value(), pole.errorBar());
        assertTrue(pole.errorBar() < 1e6, pole::toString);
    }

    @Test
    void onOneSideOnly() {
        Slope s = slope(x -> x < 0 ? Double.NaN : 3 * x + x * x, 0);
        assertEquals(Kind.NOT_FINITE, s.kind());
        assertTrue(Double.isNaN(s.value()) && Double.isNaN(s.left()), s::toString);
        assertEquals(3, s.right(), s.sideBar());
        assertTrue(s.sideBar() < 1e-6, s::toString);
        Slope root = slope(Math::sqrt, 0);
        assertEquals(Kind.NOT_FINITE, root.kind());
        assertFalse(root.right() < 1e3 && root.sideBar() < 1, root::toString);
        assertEquals(Kind.NOT_FINITE, slope(x -> Double.NaN, 1).kind());
    }

    @Test
    void aDirectionInManyCoordinates() {
        double[] x = {0.3, -2, 1e3, 1e-4};
        double[] v = {1, -2, 1e3, 1e-4};
        Line line = t -> {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += Math.sin(x[i] + t * v[i]);
            }
            return new double[] {sum};
        };
        double truth = 0;
        for (int i = 0; i < x.length; i++) {
            truth += v[i] * Math.cos(x[i]);
        }
        Slope s = Differences.of(line, line.at(0), Scale.direction(1)).slope(0, Double.NaN);
        assertEquals(truth, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-6 * Math.abs(truth), s::toString);
    }
}
