package org.autodiff.internal.kernel;

import java.util.Arrays;

/**
 * Many products of matrices so small that choosing a way for each, and preparing it, would cost more than the product.
 * Each number is the sum over the inner index in order, by fma, from zero: the bits of {@link VectorMatmul}.
 */
final class TinyProducts {
    private TinyProducts() {}

    /** Whether products of this form have a way here that gives the same bits. */
    static boolean are(boolean ta, boolean tb, int m, int k, int n) {
        boolean rows = n == 1 ? ta && m > 1 : !tb || k == 1;
        return rows && m > 0 && k > 0 && n > 0 && (long) m * k * n <= Limits.TINY_PRODUCT;
    }

    /** Each {@code c = op(a) op(b)}, of matrices that follow each other by {@code aNext} and {@code bNext} numbers. */
    static void multiply(
            double[] a,
            int ao,
            int aNext,
            boolean ta,
            double[] b,
            int bo,
            int bNext,
            double[] c,
            int co,
            int count,
            int m,
            int k,
            int n) {
        if (n == 1) { // c' = b' a, and a is stored as a'
            rows(b, bo, bNext, false, a, ao, aNext, c, co, count, 1, k, m);
        } else { // b of one row is its own transpose
            rows(a, ao, aNext, ta, b, bo, bNext, c, co, count, m, k, n);
        }
    }

    /** The same with rows of b that lie in place. */
    private static void rows(
            double[] a,
            int ao,
            int aNext,
            boolean ta,
            double[] b,
            int bo,
            int bNext,
            double[] c,
            int co,
            int count,
            int m,
            int k,
            int n) {
        int aRow = ta ? 1 : k;
        int aInner = ta ? m : 1;
        for (int e = 0; e < count; e++) {
            for (int i = 0; i < m; i++) {
                int left = ao + e * aNext + i * aRow;
                row(a, left, aInner, b, bo + e * bNext, c, co + (e * m + i) * n, k, n);
            }
        }
    }

    /** One row of c, in plain Java: vectors as short as these were boxed by C2 in one JVM out of three. */
    private static void row(
            double[] a, int left, int aInner, double[] b, int right, double[] c, int out, int k, int n) {
        Arrays.fill(c, out, out + n, 0);
        for (int p = 0; p < k; p++) {
            double x = a[left + p * aInner];
            int line = right + p * n;
            for (int j = 0; j < n; j++) {
                c[out + j] = Math.fma(x, b[line + j], c[out + j]);
            }
        }
    }
}
