package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/** Triangular systems, by substitution. Of the matrix only one triangle is read, always along its rows. */
public final class Triangular {
    private static final Kernels K = Kernels.active();

    private Triangular() {}

    /**
     * Solves {@code T x = b} or {@code T' x = b}; x replaces b.
     *
     * @param t an n x n matrix that begins at {@code to}; zeros on its diagonal give infinities
     * @param upper which triangle is T
     * @param unit whether the diagonal of T is taken to be 1, whatever stands there
     * @param b an n x k matrix that begins at {@code bo}
     */
    public static void solve(
            double[] t, int to, int n, boolean upper, boolean transposed, boolean unit, double[] b, int bo, int k) {
        boolean forward = upper == transposed;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            int row = to + i * n;
            // The stretch of row i inside the triangle, without the diagonal.
            int from = upper ? i + 1 : 0;
            int until = upper ? n : i;
            if (!transposed) {
                subtractKnown(t, row, from, until, b, bo, i, k);
            }
            if (!unit) {
                divide(b, bo + i * k, k, t[row + i]);
            }
            if (transposed) {
                subtractFromOthers(t, row, from, until, b, bo, i, k);
            }
        }
    }

    /** Row i of T times what is solved already. */
    private static void subtractKnown(double[] t, int row, int from, int until, double[] b, int bo, int i, int k) {
        if (k == 1) {
            b[bo + i] -= K.dot(t, row + from, b, bo + from, until - from);
            return;
        }
        for (int j = from; j < until; j++) {
            subtractMultiple(b, bo + i * k, t[row + j], bo + j * k, k);
        }
    }

    /** Row i of T is column i of T': x_i goes into every equation that is still open. */
    private static void subtractFromOthers(double[] t, int row, int from, int until, double[] b, int bo, int i, int k) {
        if (k == 1) {
            double x = b[bo + i];
            for (int j = from; j < until; j++) {
                b[bo + j] -= t[row + j] * x;
            }
            return;
        }
        for (int j = from; j < until; j++) {
            subtractMultiple(b, bo + j * k, t[row + j], bo + i * k, k);
        }
    }

    private static void subtractMultiple(double[] b, int target, double factor, int source, int k) {
        for (int c = 0; c < k; c++) {
            b[target + c] -= factor * b[source + c];
        }
    }

    private static void divide(double[] b, int from, int k, double by) {
        for (int c = 0; c < k; c++) {
            b[from + c] /= by;
        }
    }
}
