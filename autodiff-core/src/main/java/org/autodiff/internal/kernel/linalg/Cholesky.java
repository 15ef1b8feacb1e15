package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/**
 * The Cholesky factor {@code A = L L'}, by blocks of columns from left to right (Golub and Van Loan, Matrix Computations, section
 * 4.2), so that most of the work is products of matrices. EJML has one too, but does not say where it failed.
 */
public final class Cholesky {
    private static final Kernels K = Kernels.active();

    /** Columns in a block. */
    private static final int BLOCK = 32;

    private Cholesky() {}

    /**
     * Writes L, with zeros above its diagonal.
     *
     * @param a the n x n matrix that begins at {@code ao}; its lower triangle is read
     * @return 0, or the order of the first leading minor that is not positive: of whose last pivot rounding leaves no digit
     */
    public static int factor(double[] a, int ao, int n, double[] l, int lo) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                l[lo + i * n + j] = j <= i ? a[ao + i * n + j] : 0;
            }
        }
        double least = 4 * Math.sqrt(n) * Math.ulp(1.0);
        double[] left = new double[n > BLOCK ? n * n : 0];
        double[] product = new double[n > BLOCK ? n * BLOCK : 0];
        for (int first = 0; first < n; first += BLOCK) {
            int size = Math.min(BLOCK, n - first);
            subtractLeft(l, lo, n, first, size, left, product);
            for (int i = first; i < n; i++) {
                int row = lo + i * n;
                for (int j = first; j < Math.min(i, first + size); j++) {
                    int other = lo + j * n;
                    l[row + j] = (l[row + j] - K.dot(l, row + first, l, other + first, j - first)) / l[other + j];
                }
                if (i < first + size) {
                    double rest = l[row + i] - K.dot(l, row + first, l, row + first, i - first);
                    if (!(rest > least * a[ao + i * n + i])) {
                        return i + 1;
                    }
                    l[row + i] = Math.sqrt(rest);
                }
            }
        }
        return 0;
    }

    /** Takes the share of all columns on the left out of the block: {@code L[first.., ..first] L[first..first + size, ..first]'}. */
    private static void subtractLeft(double[] l, int lo, int n, int first, int size, double[] left, double[] product) {
        if (first == 0) {
            return;
        }
        int rows = n - first;
        for (int i = 0; i < rows; i++) {
            System.arraycopy(l, lo + (first + i) * n, left, i * first, first);
        }
        K.matmul(left, 0, false, left, 0, true, product, 0, rows, first, size);
        for (int i = 0; i < rows; i++) {
            int at = lo + (first + i) * n + first;
            for (int j = 0; j < Math.min(size, i + 1); j++) {
                l[at + j] -= product[i * size + j];
            }
        }
    }
}
