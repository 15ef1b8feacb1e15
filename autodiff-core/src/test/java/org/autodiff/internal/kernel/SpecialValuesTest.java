package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What IEEE 754, the specification of StrictMath and the contract in {@link Kernels} say about special arguments. */
class SpecialValuesTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;
    private static final double MAX = Double.MAX_VALUE;

    static Kernels[] kernels() {
        return KernelProvider.vector()
                .map(vector -> new Kernels[] {Kernels.scalar(), vector})
                .orElse(new Kernels[] {Kernels.scalar()});
    }

    /**
     * Pairs of argument and value; each among enough others that a vector kernel meets it in a vector and in the tail.
     */
    private static void assertTable(Kernels kernels, String name, double... pairs) {
        int repeat = 19;
        int n = pairs.length / 2;
        double[] x = new double[n * repeat];
        double[] y = new double[n * repeat];
        for (int i = 0; i < x.length; i++) {
            x[i] = pairs[2 * (i % n)];
        }
        Operations.ELEMENTWISE.get(name).apply(kernels, x, y, x.length);
        for (int i = 0; i < x.length; i++) {
            assertEquals(pairs[2 * (i % n) + 1], y[i], name + "(" + x[i] + ") at " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void elementwise(Kernels k) {
        assertTable(k, "neg", 0.0, -0.0, -0.0, 0.0, 1, -1, INF, -INF, NAN, NAN);
        assertTable(k, "abs", -0.0, 0.0, -MIN, MIN, -INF, INF, NAN, NAN);
        assertTable(k, "sign", 0.0, 0.0, -0.0, 0.0, MIN, 1, -MIN, -1, INF, 1, -INF, -1, NAN, NAN);
        assertTable(k, "square", -3, 9, MAX, INF, MIN, 0, -INF, INF, NAN, NAN);
        assertTable(k, "sqrt", 4, 2, -0.0, -0.0, INF, INF, -1, NAN, NAN, NAN, 2, 1.4142135623730951);
        assertTable(k, "reciprocal", 0.0, INF, -0.0, -INF, -INF, -0.0, 4, 0.25, NAN, NAN);
        assertTable(k, "relu", 2, 2, -2, 0.0, 0.0, 0.0, -0.0, 0.0, INF, INF, -INF, 0.0, NAN, NAN, MIN, MIN);
        assertTable(k, "heaviside", 2, 1, -2, 0, 0.0, 0, -0.0, 0, INF, 1, -INF, 0, NAN, 0, MIN, 1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void functions(Kernels k) {
        assertTable(k, "exp", 0.0, 1, -0.0, 1, MIN, 1, INF, INF, -INF, 0, NAN, NAN, 709.79, INF, MAX, INF, -746, 0);
        assertTable(
                k,
                "exp",
                709.782712893384,
                0x1.fffffffffff2ap1023,
                -745.1332191019411,
                MIN,
                -745.1332191019412,
                0,
                -MAX,
                0);
        assertTable(k, "log", 1, 0.0, 0.0, -INF, -0.0, -INF, INF, INF, -MIN, NAN, -INF, NAN, NAN, NAN);
        assertTable(
                k,
                "log",
                MIN,
                -744.4400719213812,
                2,
                0.6931471805599453,
                0.5,
                -0.6931471805599453,
                0x1p1000,
                693.1471805599453);
        assertTable(k, "expm1", 0.0, 0.0, -0.0, -0.0, MIN, MIN, -MIN, -MIN, INF, INF, -INF, -1, -40, -1, -MAX, -1);
        assertTable(k, "expm1", NAN, NAN, 709.782712893384, 0x1.fffffffffff2ap1023, 709.79, INF, MAX, INF, -60, -1);
        assertTable(k, "log1p", 0.0, 0.0, -0.0, -0.0, MIN, MIN, -MIN, -MIN, INF, INF, -1, -INF, -INF, NAN, -1.5, NAN);
        assertTable(k, "log1p", NAN, NAN, 1, 0.6931471805599453, -0.5, -0.6931471805599453, -MAX, NAN);
        assertTable(k, "tanhSlope", 0.0, 1, -0.0, 1, MIN, 1, INF, 0, -INF, 0, 373.4, 0, NAN, NAN, 372.9, MIN, MAX, 0);
        assertTable(k, "sigmoidSlope", 0.0, 0.25, -0.0, 0.25, INF, 0, -INF, 0, -746, 0, NAN, NAN, MAX, 0);
        assertTable(k, "sigmoidSlope", -745.1332191019411, MIN, 745.1332191019411, MIN);
        assertTable(k, "sin", 0.0, 0.0, -0.0, -0.0, MIN, MIN, -MIN, -MIN, INF, NAN, -INF, NAN, NAN, NAN);
        assertTable(k, "cos", 0.0, 1, -0.0, 1, MIN, 1, INF, NAN, -INF, NAN, NAN, NAN);
        assertTable(k, "tan", 0.0, 0.0, -0.0, -0.0, MIN, MIN, -MIN, -MIN, INF, NAN, -INF, NAN, NAN, NAN);
        assertTable(k, "erf", 0.0, 0.0, -0.0, -0.0, INF, 1, -INF, -1, NAN, NAN, 6, 1, -30, -1, MAX, 1);
        assertTable(k, "erfc", 0.0, 1, -0.0, 1, INF, 0, -INF, 2, NAN, NAN, 28, 0, -30, 2, MAX, 0, -MAX, 2);
        assertTable(k, "normalCdf", 0.0, 0.5, -0.0, 0.5, INF, 1, -INF, 0, NAN, NAN, -39, 0, 39, 1, MAX, 1, -MAX, 0);
        assertTable(k, "gaussian", 0.0, 1.25, -0.0, 1.25, INF, 0, -INF, 0, NAN, NAN, 28.2, 0, MAX, 0);
        assertTable(k, "density", 0.0, -0.4, INF, -0.0, -INF, -0.0, NAN, NAN, 40, -0.0, MAX, -0.0);
        assertTable(k, "tanh", 0.0, 0.0, -0.0, -0.0, MIN, MIN, -MIN, -MIN, 20, 1, -20, -1, INF, 1, -INF, -1, NAN, NAN);
        assertTable(
                k, "sigmoid", 0.0, 0.5, -0.0, 0.5, 40, 1, INF, 1, -INF, 0, -746, 0, NAN, NAN, -745.1332191019411, MIN);
    }

    /** The special cases of pow are those of StrictMath, but for powers of 1. */
    @ParameterizedTest
    @MethodSource("kernels")
    void pow(Kernels k) {
        for (double exponent : new double[] {-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, NAN}) {
            for (double x : new double[] {0.0, -0.0, 1, -1, 4, INF, -INF, NAN, MIN, -MIN, MAX, -MAX, 1e200, -1e-200}) {
                // IEEE 754: 1 to any power is 1; Java says NaN for NaN.
                double expected = x == 1 ? 1 : StrictMath.pow(x, exponent);
                double[] y = new double[19];
                double[] same = new double[19];
                Arrays.fill(same, x);
                k.pow(same, exponent, y, 19);
                assertNear(expected, y[0], x + "^" + exponent);
                assertEquals(y[0], y[18]);
            }
        }
    }

    /** Equal where the value is special, else within 1 ulp of what StrictMath has, which is not exact either. */
    private static void assertNear(double expected, double actual, String what) {
        if (Math.abs(expected) < INF && expected != 0) {
            assertEquals(expected, actual, Math.ulp(expected), what);
        } else {
            assertEquals(expected, actual, what);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void powers(Kernels k) {
        double[] numbers = {0.0, -0.0, 1, -1, 0.5, -2, 3, 1e300, -1e300, 0x1p-1060, MAX, MIN, INF, -INF, NAN};
        double[] exponents = {0.0, -0.0, 1, -1, 0.5, 2, 3, -3, 7, 1e3, 1001, 0x1p51, -0x1p52, 1e300, MIN, INF, -INF, NAN
        };
        for (double a : numbers) {
            for (double b : exponents) {
                boolean one = a == 1 || a == -1 && Math.abs(b) == INF;
                double expected = one ? 1 : StrictMath.pow(a, b);
                double[] y = new double[19];
                k.powers(new double[] {a}, 0, 0, new double[] {b}, 0, 0, y, 0, 19);
                assertNear(expected, y[0], a + "^" + b);
                assertEquals(y[0], y[18]);
            }
        }
        assertRun(k, "powers", -1.5, 0x1p51 + 1, -INF);
        assertRun(k, "powers", -0.5, 0x1p51 - 1, -0.0);
        assertRun(k, "powers", -8, 1.0 / 3, NAN);
        assertRun(k, "powers", 2, -1074, MIN);
        assertRun(k, "powers", 2, -1075, 0.0);
        assertRun(k, "powers", 2, 1023, 0x1p1023);
        assertRun(k, "powers", 2, 1024, INF);
        assertRun(k, "powers", -2, 1025, -INF);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theChainRuleProductOfZeroIsZero(Kernels k) {
        assertRun(k, "chain", 0.0, INF, 0.0);
        assertRun(k, "chain", NAN, -0.0, 0.0);
        assertRun(k, "chain", -0.0, 3, 0.0);
        assertRun(k, "chain", -3, 0.0, 0.0);
        assertRun(k, "chain", 2, NAN, NAN);
        assertRun(k, "chain", -2, INF, -INF);
        assertRun(k, "chain", -2, 3, -6);
        assertRun(k, "mul", 0.0, INF, NAN);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void comparisons(Kernels k) {
        double[][] cases = {{1, 2}, {2, 1}, {1, 1}, {0.0, -0.0}, {NAN, 1}, {1, NAN}, {NAN, NAN}, {-INF, INF}};
        for (double[] c : cases) {
            double a = c[0];
            double b = c[1];
            assertRun(k, "greater", a, b, a > b ? 1 : 0);
            assertRun(k, "greaterEqual", a, b, a >= b ? 1 : 0);
            assertRun(k, "less", a, b, a < b ? 1 : 0);
            assertRun(k, "lessEqual", a, b, a <= b ? 1 : 0);
            assertRun(k, "equal", a, b, a == b ? 1 : 0);
            assertRun(k, "notEqual", a, b, a != b ? 1 : 0);
        }
    }

    private static void assertRun(Kernels k, String name, double a, double b, double expected) {
        for (int as = 0; as <= 1; as++) {
            for (int bs = 0; bs <= 1; bs++) {
                double[] left = new double[21];
                double[] right = new double[21];
                Arrays.fill(left, 2, as == 0 ? 3 : 21, a);
                Arrays.fill(right, 1, bs == 0 ? 2 : 20, b);
                double[] y = new double[20];
                Operations.RUNS.get(name).apply(k, left, 2, as, right, 1, bs, y, 1, 19);
                assertEquals(0.0, y[0]);
                for (int i = 1; i < 20; i++) {
                    assertEquals(expected, y[i], name + "(" + a + ", " + b + ")");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void selectTakesEverythingButZeroForTrue(Kernels k) {
        double[] mask = {1, 0.0, -0.0, NAN, MIN, -2, 0, 1, 0, 1, 1};
        double[] a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        double[] b = {-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11};
        double[] expected = {1, -2, -3, 4, 5, 6, -7, 8, -9, 10, 11};
        double[] y = new double[11];
        k.select(mask, 0, 1, a, 0, 1, b, 0, 1, y, 0, 11);
        assertArrayEquals(expected, y);
        k.select(mask, 1, 0, a, 0, 1, b, 2, 0, y, 0, 11);
        for (double value : y) {
            assertEquals(-3.0, value);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void maximum(Kernels k) {
        for (int n = 1; n <= 40; n++) {
            for (int at = 0; at < n; at++) {
                double[] x = new double[n + 2];
                Arrays.fill(x, -7);
                x[0] = 100;
                x[n + 1] = 100;
                x[1 + at] = -3;
                assertEquals(-3.0, k.max(x, 1, n));
                x[1 + at] = NAN;
                assertEquals(NAN, k.max(x, 1, n));
                Arrays.fill(x, -0.0);
                x[1 + at] = 0.0;
                assertEquals(0.0, k.max(x, 1, n));
            }
        }
        assertEquals(-INF, k.max(new double[] {-INF}, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void minimum(Kernels k) {
        for (int n = 1; n <= 40; n++) {
            for (int at = 0; at < n; at++) {
                double[] x = new double[n + 2];
                Arrays.fill(x, 7);
                x[0] = -100;
                x[n + 1] = -100;
                x[1 + at] = 3;
                assertEquals(3.0, k.min(x, 1, n));
                x[1 + at] = NAN;
                assertEquals(NAN, k.min(x, 1, n));
                Arrays.fill(x, 0.0);
                x[1 + at] = -0.0;
                assertEquals(-0.0, k.min(x, 1, n));
            }
        }
        assertEquals(INF, k.min(new double[] {INF}, 0, 1));
    }
}
