package org.autodiff.internal.kernel;

import java.util.Arrays;

/**
 * Softmax, its relatives and centring, on the rows {@code first <= row < end} of an array, each of {@code length}
 * elements.
 */
public final class Normalising {
    private static final Kernels K = Kernels.active();

    private Normalising() {}

    /** {@code e^x / sum e^x}. */
    public static void softmax(double[] x, double[] y, int first, int end, int length) {
        int block = rowsAtOnce(end - first, length);
        double[] exp = new double[block * length];
        for (int row = first; row < end; row += block) {
            int from = row * length;
            int count = Math.min(block, end - row) * length;
            for (int at = 0; at < count; at += length) {
                shift(x, from + at, exp, at, length);
            }
            K.exp(exp, exp, count);
            for (int at = 0; at < count; at += length) {
                double sum = K.sum(exp, at, length);
                for (int i = at; i < at + length; i++) {
                    y[from + i] = exp[i] / sum;
                }
            }
        }
    }

    /** {@code w (u - sum(u w))}, with products of the chain rule. */
    public static void jacobianProduct(double[] w, double[] u, double[] y, int first, int end, int length) {
        double[] scratch = new double[length + 1];
        for (int at = first * length; at < end * length; at += length) {
            K.chain(u, at, 1, w, at, 1, scratch, 1, length);
            scratch[0] = K.sum(scratch, 1, length);
            K.sub(u, at, 1, scratch, 0, 0, y, at, length);
            K.chain(w, at, 1, y, at, 1, y, at, length);
        }
    }

    /** {@code x - log sum e^x}. */
    public static void logSoftmax(double[] x, double[] y, int first, int end, int length) {
        int block = rowsAtOnce(end - first, length);
        double[] scratch = new double[block * length];
        double[] log = new double[block];
        for (int row = first; row < end; row += block) {
            int count = Math.min(block, end - row);
            int from = row * length;
            for (int r = 0; r < count; r++) {
                shift(x, from + r * length, y, from + r * length, length);
            }
            System.arraycopy(y, from, scratch, 0, count * length);
            logsumexpOfShifted(scratch, count, length, log);
            for (int r = 0; r < count; r++) {
                for (int i = from + r * length; i < from + (r + 1) * length; i++) {
                    y[i] -= log[r];
                }
            }
        }
    }

    /** {@code log sum e^x}, one number for each row; -infinity for no elements. */
    public static void logsumexp(double[] x, double[] y, int first, int end, int length) {
        if (length == 0) {
            Arrays.fill(y, first, end, Double.NEGATIVE_INFINITY);
            return;
        }
        int block = rowsAtOnce(end - first, length);
        double[] scratch = new double[block * length];
        double[] log = new double[block];
        for (int row = first; row < end; row += block) {
            int count = Math.min(block, end - row);
            for (int r = 0; r < count; r++) {
                y[row + r] = shift(x, (row + r) * length, scratch, r * length, length);
            }
            logsumexpOfShifted(scratch, count, length, log);
            for (int r = 0; r < count; r++) {
                // Else nothing but -infinity; or infinity or NaN among them.
                y[row + r] += Double.isFinite(y[row + r]) ? log[r] : 0;
            }
        }
    }

    /** {@code x - mean x}, and what rounding left of the mean is taken off by a second pass. */
    public static void centre(double[] x, double[] y, int first, int end, int length) {
        double[] mean = new double[1];
        for (int at = first * length; at < end * length; at += length) {
            mean[0] = K.sum(x, at, length) / length;
            K.sub(x, at, 1, mean, 0, 0, y, at, length);
            mean[0] = K.sum(y, at, length) / length;
            K.sub(y, at, 1, mean, 0, 0, y, at, length);
        }
    }

    private static int rowsAtOnce(int rows, int length) {
        return Math.min(rows, 1 + Limits.ROWS_AT_ONCE / length);
    }

    /**
     * Writes {@code x - max x}, and returns the maximum. At an infinite maximum it takes the limit along ties: 0 for
     * the infinities and -infinity for the rest. A row of nothing but -infinity becomes NaN, and one with a NaN keeps
     * it.
     */
    private static double shift(double[] x, int from, double[] out, int to, int n) {
        double max = n < Limits.SHORT_SOFTMAX ? maxOfFew(x, from, n) : K.max(x, from, n);
        if (max == Double.POSITIVE_INFINITY) {
            for (int i = 0; i < n; i++) {
                out[to + i] = x[from + i] == max ? 0 : x[from + i] - max;
            }
            return K.max(x, from, n); // NaN if there is one
        }
        for (int i = 0; i < n; i++) {
            out[to + i] = x[from + i] - max;
        }
        return max == Double.NEGATIVE_INFINITY ? K.max(x, from, n) : max; // NaN if there is one
    }

    /** The maximum, but where there is a NaN: some element then. */
    private static double maxOfFew(double[] x, int from, int n) {
        double max = x[from];
        for (int i = from + 1; i < from + n; i++) {
            max = x[i] > max ? x[i] : max;
        }
        return max;
    }

    /**
     * {@code log sum e^x} of shifted rows, whose largest element is 0, from the sum of all the others: so a small
     * share of theirs is not lost beside the 1. The rows are overwritten.
     */
    private static void logsumexpOfShifted(double[] x, int rows, int length, double[] log) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            int end = at + length;
            while (at < end && x[at] != 0) {
                at++;
            }
            if (at < end) {
                x[at] = Double.NEGATIVE_INFINITY;
            }
        }
        K.exp(x, x, rows * length);
        for (int row = 0; row < rows; row++) {
            log[row] = K.sum(x, row * length, length);
        }
        K.log1p(log, log, rows);
    }
}
