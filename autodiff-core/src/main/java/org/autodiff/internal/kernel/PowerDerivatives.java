package org.autodiff.internal.kernel;

/**
 * The derivatives of {@code a^b}, n times by a and k times by b: {@code a^(b-n) q(log a)}, with the polynomial
 * {@code q(l) = l^k} for n = 0; a derivative by a makes {@code (b - n) q + q'} of it.
 *
 * <p>At a = 0 it is the limit where b is below n. Else the terms with a logarithm, 0 times a power of infinity, are
 * taken as 0: for b above n that is the limit too; at b = n it is a choice. NaN where {@code a^b} is, and for negative
 * a if k is not 0.
 */
public final class PowerDerivatives {
    private static final Kernels K = Kernels.active();

    private PowerDerivatives() {}

    /** One of them, at one point. */
    public static double at(int n, int k, double a, double b) {
        double exponent = exponent(n, k, a, b);
        double base = base(a, exponent);
        double factor = polynomial(n, new double[k + 1], b, k > 0 ? ScalarMath.log(base) : base);
        return ScalarMath.chain(ElementaryMath.pow(a, exponent), factor);
    }

    /** One of them at many points: with the same bits. */
    public static void at(
            int n, int k, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int count) {
        double[] power = new double[count];
        double[] factor = new double[count];
        for (int i = 0; i < count; i++) {
            double base = a[ao + as * i];
            power[i] = exponent(n, k, base, b[bo + bs * i]);
            factor[i] = base(base, power[i]);
        }
        if (k > 0) {
            K.log(factor, factor, count);
        }
        double[] q = new double[k + 1];
        for (int i = 0; i < count; i++) {
            factor[i] = polynomial(n, q, b[bo + bs * i], factor[i]);
        }
        K.powers(a, ao, as, power, 0, 1, power, 0, count);
        K.chain(power, 0, 1, factor, 0, 1, y, yo, count);
    }

    /** {@code b - n}, or NaN where there is no derivative. */
    private static double exponent(int n, int k, double a, double b) {
        // Not by b - n: near 0, an exponent that is not whole may be rounded to a whole one.
        boolean outside = a < 0 && (k > 0 || b != Math.rint(b));
        return outside ? Double.NaN : b - n;
    }

    /** What the logarithm is taken of: at a = 0 its terms are to be 0, unless the power is infinite. */
    private static double base(double a, double exponent) {
        return a == 0 && exponent >= 0 ? 1 : a;
    }

    /** {@code q(log)}: the coefficients, and then Horner's rule from the highest that is not 0. */
    private static double polynomial(int n, double[] q, double b, double log) {
        int k = q.length - 1;
        for (int j = 0; j < k; j++) {
            q[j] = 0;
        }
        q[k] = 1;
        for (int m = 0; m < n; m++) {
            for (int j = 0; j <= k; j++) {
                double own = q[j] == 0 ? 0 : (b - m) * q[j]; // not NaN for an infinite b
                q[j] = j < k ? own + (j + 1) * q[j + 1] : own;
            }
        }
        int degree = k;
        while (degree > 0 && q[degree] == 0) {
            degree--;
        }
        double y = q[degree];
        for (int j = degree - 1; j >= 0; j--) {
            y = y * log + q[j];
        }
        return y;
    }
}
