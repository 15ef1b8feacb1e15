package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products against the triple loop of the definition: exactly, where the numbers are small integers and no order of
 * addition rounds, and within the error bound of any order (Higham, section 3.5) where they are not.
 */
class MatmulTest {

    private static final int[] SIZES = {0, 1, 2, 5, 8, 9, 17, 24, 33, 64, 100};

    static Kernels[] kernels() {
        return SpecialValuesTest.kernels();
    }

    /** One product with everything around it: offsets, transpositions, and what surrounds c. */
    private record Case(int m, int k, int n, boolean ta, boolean tb, int ao, int bo, int co) {

        double[] product(Kernels kernels, double[] a, double[] b) {
            double[] c = new double[co + m * n + 3];
            Arrays.fill(c, 7e77); // what was there must neither be read nor, outside of c, written
            kernels.matmul(a, ao, ta, b, bo, tb, c, co, m, k, n);
            for (int i = 0; i < c.length; i++) {
                if (i < co || i >= co + m * n) {
                    assertEquals(7e77, c[i], () -> this + " wrote outside of c");
                }
            }
            return Arrays.copyOfRange(c, co, co + m * n);
        }

        double[] definition(double[] a, double[] b, boolean absolute) {
            double[] c = new double[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        double product = a[ao + (ta ? p * m + i : i * k + p)] * b[bo + (tb ? j * k + p : p * n + j)];
                        sum += absolute ? Math.abs(product) : product;
                    }
                    c[i * n + j] = sum;
                }
            }
            return c;
        }

        void assertRight(Kernels kernels, Random random) {
            double[] a = random.ints(ao + m * k + 1L, -9, 10).asDoubleStream().toArray();
            double[] b = random.ints(bo + k * n + 1L, -9, 10).asDoubleStream().toArray();
            assertArrayEquals(definition(a, b, false), product(kernels, a, b), this::toString);

            double[] x = random.doubles(ao + m * k + 1L, -1, 1).toArray();
            double[] y = random.doubles(bo + k * n + 1L, -1, 1).toArray();
            double[] expected = definition(x, y, false);
            double[] scale = definition(x, y, true);
            double[] actual = product(kernels, x, y);
            for (int i = 0; i < actual.length; i++) {
                // Both the definition's loop and the kernel may be wrong by k u |a| |b|.
                double error = Math.abs(expected[i] - actual[i]);
                assertTrue(error <= 2 * k * 0x1p-53 * scale[i], () -> this + ": error " + error);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyShapeAndTransposition(Kernels kernels) {
        Random random = new Random(11);
        for (int m : SIZES) {
            for (int k : SIZES) {
                for (int n : SIZES) {
                    int t = random.nextInt(4);
                    int offset = random.nextBoolean() ? 0 : 1 + random.nextInt(9);
                    new Case(m, k, n, (t & 1) != 0, (t & 2) != 0, offset, offset / 2, offset / 3)
                            .assertRight(kernels, random);
                }
            }
        }
    }

    /** Around the edges of tiles and blocks, in all four transpositions. */
    @ParameterizedTest
    @MethodSource("kernels")
    void edges(Kernels kernels) {
        Random random = new Random(12);
        int[][] shapes = {
            {129, 129, 129},
            {8, 128, 24},
            {16, 192, 48},
            {7, 300, 100},
            {300, 7, 100},
            {100, 300, 7},
            {257, 129, 25},
            {1500, 131, 1},
            {9, 193, 790},
            {50, 97, 40},
            {1, 400, 50},
            {50, 400, 1},
            {1, 300, 2100},
            {1, 5, 1},
            {4, 1, 400},
            {400, 1, 4},
            {3, 513, 2}
        };
        for (int[] s : shapes) {
            for (int t = 0; t < 4; t++) {
                new Case(s[0], s[1], s[2], (t & 1) != 0, (t & 2) != 0, 0, 0, 0).assertRight(kernels, random);
                new Case(s[0], s[1], s[2], (t & 1) != 0, (t & 2) != 0, 3, 1, 2).assertRight(kernels, random);
            }
        }
    }

    /** Zero times infinity is NaN: no kernel may skip a zero. */
    @ParameterizedTest
    @MethodSource("kernels")
    void infinitiesAndNaN(Kernels kernels) {
        for (int size : new int[] {1, 2, 9, 40, 70}) {
            for (int t = 0; t < 4; t++) {
                double[] a = new double[size * size];
                double[] b = new double[size * size];
                b[0] = Double.POSITIVE_INFINITY;
                Case c = new Case(size, size, size, (t & 1) != 0, (t & 2) != 0, 0, 0, 0);
                assertArrayEquals(c.definition(a, b, false), c.product(kernels, a, b), c::toString);
                b[0] = Double.NaN;
                assertArrayEquals(c.definition(a, b, false), c.product(kernels, a, b), c::toString);
            }
        }
    }

    /** The same product again, after other ones have used the scratch and the compiler has done its work. */
    @ParameterizedTest
    @MethodSource("kernels")
    void bitsDoNotDependOnWhatRanBefore(Kernels kernels) {
        Random random = new Random(13);
        double[] a = random.doubles(200 * 200, -1, 1).toArray();
        double[] b = random.doubles(200 * 200, -1, 1).toArray();
        Case[] cases = {
            new Case(3, 4, 5, false, false, 0, 0, 0),
            new Case(20, 20, 20, true, false, 0, 0, 0),
            new Case(65, 130, 50, false, true, 0, 0, 0),
            new Case(1, 150, 90, false, false, 0, 0, 0),
            new Case(90, 150, 1, false, false, 0, 0, 0)
        };
        double[][] first = new double[cases.length][];
        for (int i = 0; i < cases.length; i++) {
            first[i] = cases[i].product(kernels, a, b);
        }
        for (int repeat = 0; repeat < 300; repeat++) {
            int i = random.nextInt(cases.length);
            assertArrayEquals(first[i], cases[i].product(kernels, a, b), cases[i]::toString);
        }
    }

    /** An element depends on its row and its column only; so work may be dealt to threads by rows and columns. */
    @ParameterizedTest
    @MethodSource("kernels")
    void bitsDependOnRowAndColumnAlone(Kernels kernels) {
        Random random = new Random(14);
        int k = 400;
        double[] a = random.doubles(70 * k, -1, 1).toArray();
        double[] b = random.doubles(70 * k, -1, 1).toArray();
        double[] large = new Case(70, k, 70, false, true, 0, 0, 0).product(kernels, a, b);
        for (int m = 2; m < 70; m += 9) {
            for (int n = 2; n < 70; n += 7) {
                double[] small = new Case(m, k, n, false, true, 0, 0, 0).product(kernels, a, b);
                for (int i = 0; i < m; i++) {
                    assertArrayEquals(
                            Arrays.copyOfRange(large, i * 70, i * 70 + n), Arrays.copyOfRange(small, i * n, i * n + n));
                }
            }
        }
    }

    /** Each row gives the inner product of {@link Kernels#dot}, however the rows are dealt with. */
    @ParameterizedTest
    @MethodSource("kernels")
    void aMatrixTimesAVectorHasTheBitsOfInnerProducts(Kernels kernels) {
        Random random = new Random(15);
        for (int k : new int[] {1, 7, 8, 9, 31, 100, 1024, 1030}) {
            double[] a = random.doubles(3 + 11 * k, -1, 1).toArray();
            double[] b = random.doubles(1 + k, -1, 1).toArray();
            double[] product = new Case(11, k, 1, false, false, 3, 1, 0).product(kernels, a, b);
            for (int i = 0; i < 11; i++) {
                assertEquals(kernels.dot(a, 3 + i * k, b, 1, k), product[i]);
            }
        }
    }
}
