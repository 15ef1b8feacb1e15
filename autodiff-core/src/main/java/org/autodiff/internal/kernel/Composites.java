package org.autodiff.internal.kernel;

/**
 * Functions that take several passes of the {@link Kernels}, each also by one number, with the same bits.
 *
 * <p>Arrays of arguments and results are different ones: what a pass leaves in {@code y} is not yet the result.
 */
public final class Composites {
    private static final Kernels K = Kernels.active();

    private Composites() {}

    /** log(1 + e^(beta x)) / beta without overflow or a cut: max(x, 0) + log1p(e^-|beta x|) / beta. */
    public static double softplus(double beta, double x) {
        return Math.max(x, 0) + ScalarMath.log1p(ScalarMath.exp(-Math.abs(beta * x))) / beta;
    }

    /** {@link #softplus(double, double)} of each number. */
    public static void softplus(double beta, double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -Math.abs(beta * x[i]);
        }
        K.exp(y, y, n);
        K.log1p(y, y, n);
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], 0) + y[i] / beta;
        }
    }

    /** x for positive x, else alpha (e^(x / scale) - 1). */
    public static double elu(double alpha, double scale, double x) {
        return x > 0 ? x : alpha * ScalarMath.expm1(x / scale);
    }

    /** {@link #elu(double, double, double)} of each number. */
    public static void elu(double alpha, double scale, double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] / scale;
        }
        K.expm1(y, y, n);
        for (int i = 0; i < n; i++) {
            y[i] = x[i] > 0 ? x[i] : alpha * y[i];
        }
    }

    /** log(e^a + e^b), shifted by the larger so that nothing overflows. */
    public static double logaddexp(double a, double b) {
        return logaddexp(a, b, ScalarMath.log1p(ScalarMath.exp(-Math.abs(a - b))));
    }

    private static double logaddexp(double a, double b, double rest) {
        return a == b ? a + ElementaryMath.LN2 : Math.max(a, b) + rest; // two infinities have no difference
    }

    /** {@link #logaddexp(double, double)} of each pair; see {@link Kernels} for the form. */
    public static void logaddexp(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = -Math.abs(a[ao + as * i] - b[bo + bs * i]);
        }
        K.exp(rest, rest, n);
        K.log1p(rest, rest, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = logaddexp(a[ao + as * i], b[bo + bs * i], rest[i]);
        }
    }

    /**
     * e^a / (e^a + e^b), the logistic function of a - b. Two that are infinite share alike; of two that are -infinite
     * neither gets any.
     */
    public static double logaddexpSlope(double a, double b) {
        return logaddexpSlope(a, b, ScalarMath.sigmoid(a - b));
    }

    private static double logaddexpSlope(double a, double b, double ofUnequal) {
        double ofEqual = a == Double.NEGATIVE_INFINITY ? 0 : 0.5;
        return a == b ? ofEqual : ofUnequal;
    }

    /** {@link #logaddexpSlope(double, double)} of each pair. */
    public static void logaddexpSlope(
            double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] share = new double[n];
        for (int i = 0; i < n; i++) {
            share[i] = a[ao + as * i] - b[bo + bs * i];
        }
        K.sigmoid(share, share, n);
        for (int i = 0; i < n; i++) {
            y[yo + i] = logaddexpSlope(a[ao + as * i], b[bo + bs * i], share[i]);
        }
    }
}
