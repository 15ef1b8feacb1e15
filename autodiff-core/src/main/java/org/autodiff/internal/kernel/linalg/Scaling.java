package org.autodiff.internal.kernel.linalg;

/** Powers of two that keep squares in range; multiplying by them is exact. */
public final class Scaling {
    private Scaling() {}

    /** Brings the largest element into [1, 2); returns the exponent that brings the result back. */
    static int normalise(double[] a) {
        int exponent = exponent(a, 0, a.length);
        if (exponent != 0) {
            for (int i = 0; i < a.length; i++) {
                a[i] = Math.scalb(a[i], -exponent);
            }
        }
        return exponent;
    }

    /** The exponent of the largest of n elements; 0 if all are 0. */
    static int exponent(double[] a, int from, int n) {
        double largest = largest(a, from, n);
        return largest == 0 ? 0 : Math.getExponent(largest);
    }

    /** Whether products of n elements of the n x n matrix at {@code from} may overflow or vanish. */
    public static boolean productsLeaveTheRange(double[] a, int from, int n) {
        return Math.abs(exponent(a, from, n * n)) * (n + 1) > 900;
    }

    /** The largest absolute value of n elements; 0 of none. */
    public static double largest(double[] a, int from, int n) {
        double largest = 0;
        for (int i = from; i < from + n; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
        }
        return largest;
    }
}
