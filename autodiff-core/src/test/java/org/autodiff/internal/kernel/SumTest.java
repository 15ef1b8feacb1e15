package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums and inner products against exact decimal arithmetic, within the bound that {@link Kernels#sum} states. */
class SumTest {

    private static final double U = 0x1p-53;

    static Kernels[] kernels() {
        return SpecialValuesTest.kernels();
    }

    private static double bound(int n) {
        int chunks = (n + 1023) / 1024;
        return (130 + Math.ceil(Math.log(Math.max(1, chunks)) / Math.log(2))) * U;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void withinTheBound(Kernels k) {
        Random random = new Random(7);
        for (int n : new int[] {0, 1, 7, 8, 9, 100, 1023, 1024, 1025, 2048, 3000, 4097, 50_000}) {
            double[] a = random.doubles(n + 2, -1, 3).toArray();
            double[] b = random.doubles(n + 2).map(x -> Math.exp(20 * x)).toArray();
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal absolute = BigDecimal.ZERO;
            BigDecimal dot = BigDecimal.ZERO;
            BigDecimal dotAbsolute = BigDecimal.ZERO;
            for (int i = 0; i < n; i++) {
                BigDecimal x = new BigDecimal(a[2 + i]);
                BigDecimal product = x.multiply(new BigDecimal(b[1 + i]));
                sum = sum.add(x);
                absolute = absolute.add(x.abs());
                dot = dot.add(product);
                dotAbsolute = dotAbsolute.add(product.abs());
            }
            assertWithin(bound(n), sum, absolute, k.sum(a, 2, n), "sum of " + n);
            assertWithin(bound(n), dot, dotAbsolute, k.dot(a, 2, b, 1, n), "dot of " + n);
        }
    }

    private static void assertWithin(double bound, BigDecimal exact, BigDecimal scale, double actual, String what) {
        double error = exact.subtract(new BigDecimal(actual)).abs().doubleValue();
        assertTrue(error <= bound * scale.doubleValue(), () -> what + ": error " + error);
    }

    /** Ten million tenths, whose roundings all go the same way: a plain loop is off by 1.6e-4. */
    @ParameterizedTest
    @MethodSource("kernels")
    void theErrorDoesNotGrowWithTheLength(Kernels k) {
        int n = 10_000_000;
        double[] x = new double[n];
        Arrays.fill(x, 0.1);
        BigDecimal exact = new BigDecimal(0.1).multiply(BigDecimal.valueOf(n));
        assertWithin(bound(n), exact, exact, k.sum(x, 0, n), "ten million tenths");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void wholeNumbersAreExactAtEveryLength(Kernels k) {
        double[] x = new double[5000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 1000 - 300;
        }
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < x.length; n++) {
            assertEquals(sum, k.sum(x, 0, n));
            assertEquals(squares, k.dot(x, 0, x, 0, n));
            sum += x[n];
            squares += x[n] * x[n];
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void specialValues(Kernels k) {
        assertEquals(0.0, k.sum(new double[0], 0, 0));
        assertEquals(0.0, k.sum(new double[] {-0.0, -0.0}, 0, 2));
        assertEquals(Double.NaN, k.sum(new double[] {1, Double.NaN, 2}, 0, 3));
        assertEquals(Double.NaN, k.sum(new double[] {Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY}, 0, 3));
        assertEquals(Double.POSITIVE_INFINITY, k.sum(new double[] {Double.POSITIVE_INFINITY, 1, 2}, 0, 3));
        assertEquals(Double.NaN, k.dot(new double[] {0, 1}, 0, new double[] {Double.POSITIVE_INFINITY, 1}, 0, 2));
    }
}
