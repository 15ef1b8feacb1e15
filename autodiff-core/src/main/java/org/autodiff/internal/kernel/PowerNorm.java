package org.autodiff.internal.kernel;

import java.util.Arrays;

/**
 * The p-norm of a row for finite p other than 0, and its gradient. Both work with ratios to the extreme element - the
 * largest |x| for positive p, the smallest for negative p - so that no power of a large or small number leaves the
 * range.
 */
public final class PowerNorm {
    private static final Kernels K = Kernels.active();
    private static final double INF = Double.POSITIVE_INFINITY;

    /** Squares whose sum is above this have lost nothing to underflow, however many they are. */
    private static final double SAFE = 0x1p-900;

    private PowerNorm() {}

    /** {@code (sum |x|^p)^(1/p)} of each row; of no elements 0, and infinity for negative p: the extreme of nothing. */
    public static void norms(double p, double[] x, double[] y, int first, int end, int length) {
        for (int row = first; row < end; row++) {
            y[row] = norm(p, x, row * length, length);
        }
    }

    private static double norm(double p, double[] x, int from, int n) {
        if (p == 2) {
            double squares = K.dot(x, from, x, from, n);
            if (squares > SAFE && squares < INF) {
                return Math.sqrt(squares);
            }
        }
        double extreme = extreme(p, x, from, n);
        if (!(extreme > 0 && extreme < INF)) {
            return extreme;
        }
        return extreme * StrictMath.pow(sumOfPowers(p, x, from, n, extreme), 1 / p);
    }

    /** {@code sign(x) |x / norm|^(p-1)} of each row; 0 at x = 0, and infinite elements share it alike. */
    public static void slopes(double p, double[] x, double[] y, int first, int end, int length) {
        for (int at = first * length; at < end * length; at += length) {
            slope(p, x, y, at, length);
        }
    }

    private static void slope(double p, double[] x, double[] y, int from, int n) {
        if (p == 2) {
            double squares = K.dot(x, from, x, from, n);
            if (squares > SAFE && squares < INF) {
                K.div(x, from, 1, new double[] {Math.sqrt(squares)}, 0, 0, y, from, n);
                return;
            }
        }
        double extreme = extreme(p, x, from, n);
        if (extreme == 0 || Double.isNaN(extreme)) {
            Arrays.fill(y, from, from + n, extreme);
            return;
        }
        // |x / norm|^(p-1) = |x / extreme|^(p-1) (extreme / norm)^(p-1)
        double common = StrictMath.pow(sumOfPowers(p, x, from, n, extreme), 1 / p - 1);
        double[] powers = powers(p - 1, x, from, n, extreme);
        for (int i = 0; i < n; i++) {
            double v = x[from + i];
            y[from + i] = v == 0 ? 0 : Math.signum(v) * powers[i] * common;
        }
    }

    /** The largest |x| for positive p, the smallest for negative p: the norm lies at most a root of n away. */
    private static double extreme(double p, double[] x, int from, int n) {
        double extreme = p > 0 ? 0 : INF;
        for (int i = from; i < from + n; i++) {
            double size = Math.abs(x[i]);
            extreme = p > 0 ? Math.max(extreme, size) : Math.min(extreme, size);
        }
        return extreme;
    }

    /** The sum of {@code |x / extreme|^p}: at least 1, since the extreme itself is among them. */
    private static double sumOfPowers(double p, double[] x, int from, int n, double extreme) {
        return K.sum(powers(p, x, from, n, extreme), 0, n);
    }

    /** {@code |x / extreme|^e}, where infinity / infinity is 1. */
    private static double[] powers(double e, double[] x, int from, int n, double extreme) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double size = Math.abs(x[from + i]);
            y[i] = size == extreme ? 1 : size / extreme;
        }
        if (Math.abs(e) >= 1) {
            K.pow(y, e, y, n);
            return y;
        }
        // Small powers bring ratios back into range that are out of it themselves.
        for (int i = 0; i < n; i++) {
            boolean inRange = y[i] >= Double.MIN_NORMAL && y[i] < INF;
            y[i] = inRange
                    ? StrictMath.pow(y[i], e)
                    : StrictMath.pow(Math.abs(x[from + i]), e) / StrictMath.pow(extreme, e);
        }
        return y;
    }
}
