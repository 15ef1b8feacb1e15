package org.autodiff.internal.kernel;

/**
 * Combines whole rows with each other: {@code y[to + i] = y[to + i] o x[from + i] o x[from + stride + i] o ...} for
 * {@code 0 <= i < n}, in this order.
 */
public final class Columns {
    private static final Kernels K = Kernels.active();

    private Columns() {}

    /** The sums. */
    public static void add(double[] x, int from, int stride, int rows, double[] y, int to, int n) {
        if (areFew(rows, n)) {
            for (int i = 0; i < n; i++) {
                double sum = y[to + i];
                for (int r = 0, at = from + i; r < rows; r++, at += stride) {
                    sum += x[at];
                }
                y[to + i] = sum;
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            K.add(y, to, 1, x, from + r * stride, 1, y, to, n);
        }
    }

    /** The largest. */
    public static void maximum(double[] x, int from, int stride, int rows, double[] y, int to, int n) {
        if (areFew(rows, n)) {
            for (int i = 0; i < n; i++) {
                double most = y[to + i];
                for (int r = 0, at = from + i; r < rows; r++, at += stride) {
                    most = Math.max(most, x[at]);
                }
                y[to + i] = most;
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            K.maximum(y, to, 1, x, from + r * stride, 1, y, to, n);
        }
    }

    /** The smallest. */
    public static void minimum(double[] x, int from, int stride, int rows, double[] y, int to, int n) {
        if (areFew(rows, n)) {
            for (int i = 0; i < n; i++) {
                double least = y[to + i];
                for (int r = 0, at = from + i; r < rows; r++, at += stride) {
                    least = Math.min(least, x[at]);
                }
                y[to + i] = least;
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            K.minimum(y, to, 1, x, from + r * stride, 1, y, to, n);
        }
    }

    /** Few columns in few rows fill no vectors: each column is then combined by itself, in a register. */
    private static boolean areFew(int rows, int columns) {
        return columns < Limits.FEW_COLUMNS && rows <= Limits.FEW_ROWS;
    }
}
