package org.autodiff.internal.kernel;

/** Looks for infinities and NaN. */
public final class Finite {
    private Finite() {}

    /** Whether the first {@code n} numbers are finite. Zero times such a number is 0, else NaN. */
    public static boolean areFinite(double[] x, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0; // four sums, none of which waits for another
        int i = 0;
        for (; i <= n - 4; i += 4) {
            a += x[i] * 0;
            b += x[i + 1] * 0;
            c += x[i + 2] * 0;
            d += x[i + 3] * 0;
        }
        for (; i < n; i++) {
            a += x[i] * 0;
        }
        return a + b + c + d == 0;
    }
}
