package org.autodiff.internal.kernel;

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

    /**
     * One row of c, eight numbers at a time, each in a register of its own. This is plain Java: vectors as short as
     * these were boxed by C2 in one JVM out of three, and its own vectorised loops begin at longer rows.
     */
    private static void row(
            double[] a, int left, int aInner, double[] b, int right, double[] c, int out, int k, int n) {
        int j = 0;
        for (; j <= n - 8; j += 8) {
            eight(a, left, aInner, b, right + j, n, c, out + j, k);
        }
        for (; j < n; j++) {
            double sum = 0;
            for (int p = 0; p < k; p++) {
                sum = Math.fma(a[left + p * aInner], b[right + j + p * n], sum);
            }
            c[out + j] = sum;
        }
    }

    private static void eight(
            double[] a, int left, int aInner, double[] b, int right, int bRow, double[] c, int out, int k) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int p = 0; p < k; p++) {
            double x = a[left + p * aInner];
            int line = right + p * bRow;
            s0 = Math.fma(x, b[line], s0);
            s1 = Math.fma(x, b[line + 1], s1);
            s2 = Math.fma(x, b[line + 2], s2);
            s3 = Math.fma(x, b[line + 3], s3);
            s4 = Math.fma(x, b[line + 4], s4);
            s5 = Math.fma(x, b[line + 5], s5);
            s6 = Math.fma(x, b[line + 6], s6);
            s7 = Math.fma(x, b[line + 7], s7);
        }
        c[out] = s0;
        c[out + 1] = s1;
        c[out + 2] = s2;
        c[out + 3] = s3;
        c[out + 4] = s4;
        c[out + 5] = s5;
        c[out + 6] = s6;
        c[out + 7] = s7;
    }
}
