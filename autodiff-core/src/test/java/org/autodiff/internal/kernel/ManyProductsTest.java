package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many products at once: the bits of one product after the other. */
class ManyProductsTest {
    private static final int[] SIZES = {0, 1, 2, 4, 7, 8, 9, 17};

    static Kernels[] kernels() {
        return SpecialValuesTest.kernels();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theBitsOfEachByItself(Kernels kernels) {
        Random random = new Random(3);
        for (int m : SIZES) {
            for (int k : SIZES) {
                for (int n : SIZES) {
                    for (int form = 0; form < 16; form++) {
                        boolean sharedA = (form & 4) != 0;
                        boolean sharedB = (form & 8) != 0;
                        check(kernels, random, m, k, n, (form & 1) != 0, (form & 2) != 0, sharedA, sharedB);
                    }
                }
            }
        }
    }

    private static void check(
            Kernels kernels,
            Random random,
            int m,
            int k,
            int n,
            boolean ta,
            boolean tb,
            boolean sharedA,
            boolean sharedB) {
        int count = 5;
        double[] a = random.doubles(2 + (sharedA ? 1L : count) * m * k, -1, 1).toArray();
        double[] b = random.doubles(3 + (sharedB ? 1L : count) * k * n, -1, 1).toArray();
        if (a.length > 2 && random.nextInt(8) == 0) {
            a[2] = -0.0;
        }
        if (b.length > 3 && random.nextInt(8) == 0) {
            b[3] = random.nextBoolean() ? Double.POSITIVE_INFINITY : -0.0;
        }
        int nextA = sharedA ? 0 : m * k;
        int nextB = sharedB ? 0 : k * n;
        double[] expected = new double[1 + count * m * n + 1];
        Arrays.fill(expected, 7e77);
        double[] actual = expected.clone();
        for (int e = 0; e < count; e++) {
            kernels.matmul(a, 2 + e * nextA, ta, b, 3 + e * nextB, tb, expected, 1 + e * m * n, m, k, n);
        }
        kernels.matmuls(a, 2, nextA, ta, b, 3, nextB, tb, actual, 1, count, m, k, n);
        String form = kernels.name() + " " + m + " " + k + " " + n + (ta ? " a'" : "") + (tb ? " b'" : "");
        assertArrayEquals(bits(expected), bits(actual), form);
        assertEquals(7e77, actual[actual.length - 1], form); // wrote nothing behind
    }

    private static long[] bits(double[] x) {
        return Arrays.stream(x).mapToLong(Double::doubleToLongBits).toArray();
    }
}
