package org.autodiff.internal.kernel.linalg;

import org.autodiff.internal.kernel.Kernels;

/** The Cholesky factor {@code A = L L'}, row by row (Golub and Van Loan, Matrix Computations, section 4.2). */
public final class Cholesky {
    private static final Kernels K = Kernels.active();

    private Cholesky() {}

    /**
     * Writes L, with zeros above its diagonal. EJML would do this as well, but not say where it failed.
     *
     * @param a the n x n matrix that begins at {@code ao}; its lower triangle is read
     * @return 0, or the order of the first leading minor that is not positive: of whose last pivot rounding leaves no digit
     */
    public static int factor(double[] a, int ao, int n, double[] l, int lo) {
        for (int i = 0; i < n; i++) {
            int row = lo + i * n;
            for (int j = 0; j < i; j++) {
                int other = lo + j * n;
                l[row + j] = (a[ao + i * n + j] - K.dot(l, row, l, other, j)) / l[other + j];
            }
            double rest = a[ao + i * n + i] - K.dot(l, row, l, row, i);
            if (!(rest > 4 * Math.sqrt(n) * Math.ulp(1.0) * a[ao + i * n + i])) {
                return i + 1;
            }
            l[row + i] = Math.sqrt(rest);
            for (int j = i + 1; j < n; j++) {
                l[row + j] = 0;
            }
        }
        return 0;
    }
}
