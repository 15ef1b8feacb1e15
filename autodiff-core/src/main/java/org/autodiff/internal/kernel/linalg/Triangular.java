package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/**
 * Triangular systems, by substitution, half by half. Of the matrix only one triangle is read, always along its rows.
 */
public final class Triangular {
    private static final Kernels K = Kernels.active();

    /** Unknowns that are not halved any more: a product of smaller matrices would be slower than row by row. */
    private static final int BLOCK = 16;

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
        if (k == 1) {
            solveVector(t, to, n, upper, transposed, unit, b, bo);
        } else {
            new ManyColumns(t, to, n, upper, transposed, unit, b, bo, k).solve(0, n);
        }
    }

    /** Many right-hand sides, whose rows are added up as vectors. Most of the work is products of matrices. */
    private static final class ManyColumns {
        private final double[] t;
        private final int to;
        private final int n;
        private final boolean upper;
        private final boolean transposed;
        private final boolean unit;
        private final double[] b;
        private final int bo;
        private final int k;

        private final double[] part;
        private final double[] product;

        ManyColumns(
                double[] t, int to, int n, boolean upper, boolean transposed, boolean unit, double[] b, int bo, int k) {
            this.t = t;
            this.to = to;
            this.n = n;
            this.upper = upper;
            this.transposed = transposed;
            this.unit = unit;
            this.b = b;
            this.bo = bo;
            this.k = k;
            int half = half(n);
            part = new double[Math.max(BLOCK, half * (n - half))];
            product = new double[Math.max(1, half) * k];
        }

        /** The larger half, a multiple of what vectors hold. */
        private static int half(int size) {
            return size <= BLOCK ? 0 : (size / 2 + 7) / 8 * 8;
        }

        /** The equations and unknowns in [low, high), from which all others have been taken out. */
        void solve(int low, int high) {
            if (high - low <= BLOCK) {
                substitute(low, high);
                return;
            }
            boolean forward = upper == transposed;
            int half = half(high - low);
            int cut = forward ? low + half : high - half;
            if (forward) {
                solve(low, cut);
                eliminate(low, cut, cut, high);
                solve(cut, high);
            } else {
                solve(cut, high);
                eliminate(cut, high, low, cut);
                solve(low, cut);
            }
        }

        /** Takes what is known out of other equations. */
        private void eliminate(int known, int knownEnd, int open, int openEnd) {
            int count = knownEnd - known;
            int size = openEnd - open;
            int rows = transposed ? count : size;
            int columns = transposed ? size : count;
            int at = to + (transposed ? known * n + open : open * n + known);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(t, at + i * n, part, i * columns, columns);
            }
            K.matmul(part, 0, transposed, b, bo + known * k, false, product, 0, size, count, k);
            K.sub(b, bo + open * k, 1, product, 0, 1, b, bo + open * k, size * k);
        }

        private void substitute(int low, int high) {
            boolean forward = upper == transposed;
            for (int step = 0; step < high - low; step++) {
                int i = forward ? low + step : high - 1 - step;
                int known = forward ? low : i + 1;
                int x = bo + i * k;
                if (step > 0) {
                    for (int j = 0; j < step; j++) {
                        part[j] = t[to + (transposed ? (known + j) * n + i : i * n + known + j)];
                    }
                    K.matmul(part, 0, false, b, bo + known * k, false, product, 0, 1, step, k);
                    K.sub(b, x, 1, product, 0, 1, b, x, k);
                }
                if (!unit) {
                    double diagonal = t[to + i * (n + 1)];
                    for (int c = 0; c < k; c++) {
                        b[x + c] /= diagonal;
                    }
                }
            }
        }
    }

    /** One right-hand side: there is nothing to gain from products, which would have to copy T. */
    private static void solveVector(
            double[] t, int to, int n, boolean upper, boolean transposed, boolean unit, double[] b, int bo) {
        boolean forward = upper == transposed;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            int row = to + i * n;
            // The stretch of row i inside the triangle, without the diagonal.
            int from = upper ? i + 1 : 0;
            int until = upper ? n : i;
            double x = b[bo + i];
            if (!transposed) {
                x -= K.dot(t, row + from, b, bo + from, until - from);
            }
            x = unit ? x : x / t[row + i];
            b[bo + i] = x;
            if (transposed) { // row i of T is column i of T': x goes into every equation that is still open
                for (int j = from; j < until; j++) {
                    b[bo + j] -= t[row + j] * x;
                }
            }
        }
    }
}
