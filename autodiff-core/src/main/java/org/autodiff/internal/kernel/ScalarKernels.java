package org.autodiff.internal.kernel;

import java.util.Arrays;

/**
 * The reference: every operation as a plain loop over {@link ScalarMath}. What it gives, {@link VectorKernels} must
 * give bit for bit (but for matmul).
 */
final class ScalarKernels extends ScalarElementwise {

    static final ScalarKernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public String toString() {
        return name();
    }

    // ---- elementwise, what is not in ScalarElementwise ---------------------------------------------------------

    @Override
    public void sign(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.sign(x[i]);
        }
    }

    @Override
    public void gaussian(double factor, double scale, double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = SpecialMath.gaussian(factor, scale, x[i]);
        }
    }

    @Override
    public void pow(double[] x, double exponent, double[] y, int n) {
        // A switch on doubles: each shorter way is correctly rounded, or (3) within a hair of it.
        if (exponent == 2.0) {
            square(x, y, n);
        } else if (exponent == 1.0) {
            System.arraycopy(x, 0, y, 0, n);
        } else if (exponent == 0.0) {
            Arrays.fill(y, 0, n, 1.0);
        } else if (exponent == -1.0) {
            reciprocal(x, y, n);
        } else if (exponent == 0.5) {
            for (int i = 0; i < n; i++) {
                y[i] = ScalarMath.powHalf(x[i]);
            }
        } else if (exponent == 3.0) {
            for (int i = 0; i < n; i++) {
                y[i] = ScalarMath.cube(x[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.pow(x[i], exponent);
            }
        }
    }

    @Override
    public void powers(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ElementaryMath.pow(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void select(
            double[] m,
            int mo,
            int ms,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = m[mo + ms * i] != 0 ? a[ao + as * i] : b[bo + bs * i];
        }
    }

    // ---- reductions --------------------------------------------------------------------------------------------

    @Override
    public double sum(double[] x, int xo, int n) {
        if (n > Reductions.CHUNK) {
            int cut = Reductions.cut(n);
            return sum(x, xo, cut) + sum(x, xo + cut, n - cut);
        }
        double l0 = 0, l1 = 0, l2 = 0, l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0;
        int end = xo + n;
        int i = xo;
        for (; i <= end - 8; i += 8) {
            l0 += x[i];
            l1 += x[i + 1];
            l2 += x[i + 2];
            l3 += x[i + 3];
            l4 += x[i + 4];
            l5 += x[i + 5];
            l6 += x[i + 6];
            l7 += x[i + 7];
        }
        // What is left, fewer than eight, goes to the first lanes; + 0.0 in the others changes nothing.
        l0 += i < end ? x[i] : 0.0;
        l1 += i + 1 < end ? x[i + 1] : 0.0;
        l2 += i + 2 < end ? x[i + 2] : 0.0;
        l3 += i + 3 < end ? x[i + 3] : 0.0;
        l4 += i + 4 < end ? x[i + 4] : 0.0;
        l5 += i + 5 < end ? x[i + 5] : 0.0;
        l6 += i + 6 < end ? x[i + 6] : 0.0;
        return Reductions.fold(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    @Override
    public double dot(double[] a, int ao, double[] b, int bo, int n) {
        if (n > Reductions.CHUNK) {
            int cut = Reductions.cut(n);
            return dot(a, ao, b, bo, cut) + dot(a, ao + cut, b, bo + cut, n - cut);
        }
        double l0 = 0, l1 = 0, l2 = 0, l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0;
        int i = 0;
        for (; i <= n - 8; i += 8) {
            l0 = Math.fma(a[ao + i], b[bo + i], l0);
            l1 = Math.fma(a[ao + i + 1], b[bo + i + 1], l1);
            l2 = Math.fma(a[ao + i + 2], b[bo + i + 2], l2);
            l3 = Math.fma(a[ao + i + 3], b[bo + i + 3], l3);
            l4 = Math.fma(a[ao + i + 4], b[bo + i + 4], l4);
            l5 = Math.fma(a[ao + i + 5], b[bo + i + 5], l5);
            l6 = Math.fma(a[ao + i + 6], b[bo + i + 6], l6);
            l7 = Math.fma(a[ao + i + 7], b[bo + i + 7], l7);
        }
        l0 = i < n ? Math.fma(a[ao + i], b[bo + i], l0) : l0;
        l1 = i + 1 < n ? Math.fma(a[ao + i + 1], b[bo + i + 1], l1) : l1;
        l2 = i + 2 < n ? Math.fma(a[ao + i + 2], b[bo + i + 2], l2) : l2;
        l3 = i + 3 < n ? Math.fma(a[ao + i + 3], b[bo + i + 3], l3) : l3;
        l4 = i + 4 < n ? Math.fma(a[ao + i + 4], b[bo + i + 4], l4) : l4;
        l5 = i + 5 < n ? Math.fma(a[ao + i + 5], b[bo + i + 5], l5) : l5;
        l6 = i + 6 < n ? Math.fma(a[ao + i + 6], b[bo + i + 6], l6) : l6;
        return Reductions.fold(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    @Override
    public double max(double[] x, int xo, int n) {
        double max = x[xo];
        for (int i = 1; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    @Override
    public double min(double[] x, int xo, int n) {
        double min = x[xo];
        for (int i = 1; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    // ---- matrices ----------------------------------------------------------------------------------------------

    @Override
    public void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        ScalarMatmul.matmul(a, ao, ta, b, bo, tb, c, co, m, k, n);
    }
}
