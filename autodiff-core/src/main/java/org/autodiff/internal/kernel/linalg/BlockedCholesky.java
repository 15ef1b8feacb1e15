package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/**
 * The Cholesky factor {@code A = L L'}, by blocks of columns from left to right (Golub and Van Loan, Matrix
 * Computations, section 4.2), so that most of the work is products of matrices. EJML has one too, but does not say
 * where it failed.
 *
 * <p>A column of L is computed as a row of {@code L'}, whose numbers lie side by side.
 */
public final class BlockedCholesky {
    private static final Kernels K = Kernels.active();

    /** Columns in a block. */
    private static final int BLOCK = 32;

    private BlockedCholesky() {}

    /**
     * Writes L, with zeros above its diagonal.
     *
     * @param a the n x n matrix that begins at {@code ao}; its lower triangle is read
     * @return 0, or the order of the first leading minor that is not positive: of whose last pivot rounding leaves no
     *     digit
     */
    public static int factor(double[] a, int ao, int n, double[] l, int lo) {
        double least = 4 * Math.sqrt(n) * Math.ulp(1.0);
        int largest = Math.min(BLOCK, n);
        double[] panel = new double[largest * n]; // the block of columns from its diagonal down, transposed
        double[] sums = new double[largest * n];
        double[] factors = new double[largest];
        double[] left = new double[n > BLOCK ? n * n : 0];
        for (int first = 0; first < n; first += BLOCK) {
            int size = Math.min(BLOCK, n - first);
            int rows = n - first;
            for (int i = 0; i < rows; i++) {
                int at = ao + (first + i) * n + first;
                for (int j = 0; j < size; j++) {
                    panel[j * rows + i] = j <= i ? a[at + j] : 0;
                }
            }
            if (first > 0) {
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(l, lo + (first + i) * n, left, i * first, first);
                }
                K.matmul(left, 0, false, left, 0, true, sums, 0, size, first, rows);
                K.sub(panel, 0, 1, sums, 0, 1, panel, 0, size * rows);
            }
            for (int j = 0; j < size; j++) {
                int row = j * rows;
                if (j > 0) { // before the diagonal this leaves numbers that nothing reads
                    for (int p = 0; p < j; p++) {
                        factors[p] = panel[p * rows + j];
                    }
                    K.matmul(factors, 0, false, panel, 0, false, sums, 0, 1, j, rows);
                    K.sub(panel, row, 1, sums, 0, 1, panel, row, rows);
                }
                double rest = panel[row + j];
                if (!(rest > least * a[ao + (first + j) * (n + 1)])) {
                    return first + j + 1;
                }
                double pivot = Math.sqrt(rest);
                for (int i = j + 1; i < rows; i++) {
                    panel[row + i] /= pivot;
                }
                panel[row + j] = pivot;
            }
            for (int i = 0; i < n; i++) {
                int at = lo + i * n + first;
                for (int j = 0; j < size; j++) {
                    l[at + j] = i >= first + j ? panel[j * rows + i - first] : 0;
                }
            }
        }
        return 0;
    }
}
