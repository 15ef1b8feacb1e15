package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/** Triangular systems, by substitution, block by block. Of the matrix only one triangle is read, always along its rows. */
public final class Triangular {
    private static final Kernels K = Kernels.active();

    /** Unknowns in a block: between blocks work products of matrices, which are several times faster. */
    private static final int BLOCK = 32;

    /** Up to so many right-hand sides there is not enough for a product to do. */
    private static final int FEW = 4;

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
        if (n <= BLOCK || k < FEW) {
            substitute(t, to, n, 0, n, upper, transposed, unit, b, bo, k);
            return;
        }
        boolean forward = upper == transposed;
        double[] part = new double[BLOCK * n];
        double[] product = new double[BLOCK * k];
        for (int done = 0; done < n; done += BLOCK) {
            int size = Math.min(BLOCK, n - done);
            int first = forward ? done : n - done - size;
            if (done > 0) { // what is solved already goes into the next block of equations as one product of matrices
                int known = forward ? 0 : n - done;
                copy(t, to, n, first, size, known, done, transposed, part);
                K.matmul(part, 0, transposed, b, bo + known * k, false, product, 0, size, done, k);
                K.sub(b, bo + first * k, 1, product, 0, 1, b, bo + first * k, size * k);
            }
            substitute(t, to, n, first, first + size, upper, transposed, unit, b, bo, k);
        }
    }

    /** The equations from {@code first} on, {@code size} of them, in the unknowns from {@code known} on; transposed as T is. */
    private static void copy(
            double[] t, int to, int n, int first, int size, int known, int count, boolean transposed, double[] part) {
        int rows = transposed ? count : size;
        int columns = transposed ? size : count;
        int row = transposed ? known : first;
        int column = transposed ? first : known;
        for (int i = 0; i < rows; i++) {
            System.arraycopy(t, to + (row + i) * n + column, part, i * columns, columns);
        }
    }

    /** The same for the equations and unknowns in [low, high) alone. */
    private static void substitute(
            double[] t,
            int to,
            int n,
            int low,
            int high,
            boolean upper,
            boolean transposed,
            boolean unit,
            double[] b,
            int bo,
            int k) {
        boolean forward = upper == transposed;
        double[] scratch = new double[k + 1];
        for (int step = 0; step < high - low; step++) {
            int i = forward ? low + step : high - 1 - step;
            int row = to + i * n;
            // The stretch of row i inside the triangle, without the diagonal.
            int from = upper ? i + 1 : low;
            int until = upper ? high : i;
            if (!transposed) {
                subtractKnown(t, row, from, until, b, bo, i, k, scratch);
            }
            if (!unit) {
                divide(b, bo + i * k, k, t[row + i]);
            }
            if (transposed) {
                subtractFromOthers(t, row, from, until, b, bo, i, k, scratch);
            }
        }
    }

    /** Row i of T times what is solved already. */
    private static void subtractKnown(
            double[] t, int row, int from, int until, double[] b, int bo, int i, int k, double[] scratch) {
        if (k == 1) {
            b[bo + i] -= K.dot(t, row + from, b, bo + from, until - from);
            return;
        }
        for (int j = from; j < until; j++) {
            subtractMultiple(b, bo + i * k, t[row + j], bo + j * k, k, scratch);
        }
    }

    /** Row i of T is column i of T': x_i goes into every equation that is still open. */
    private static void subtractFromOthers(
            double[] t, int row, int from, int until, double[] b, int bo, int i, int k, double[] scratch) {
        if (k == 1) {
            double x = b[bo + i];
            for (int j = from; j < until; j++) {
                b[bo + j] -= t[row + j] * x;
            }
            return;
        }
        for (int j = from; j < until; j++) {
            subtractMultiple(b, bo + j * k, t[row + j], bo + i * k, k, scratch);
        }
    }

    /** {@code scratch[0]} takes the factor, what follows the product. */
    private static void subtractMultiple(double[] b, int target, double factor, int source, int k, double[] scratch) {
        scratch[0] = factor;
        K.mul(b, source, 1, scratch, 0, 0, scratch, 1, k);
        K.sub(b, target, 1, scratch, 1, 1, b, target, k);
    }

    private static void divide(double[] b, int from, int k, double by) {
        for (int c = 0; c < k; c++) {
            b[from + c] /= by;
        }
    }
}
