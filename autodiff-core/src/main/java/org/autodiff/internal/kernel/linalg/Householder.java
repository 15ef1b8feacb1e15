package org.autodiff.internal.kernel.linalg;

/**
 * {@code A = Q R} by reflections {@code H = I - tau v v'} with {@code v[0] = 1} (Golub and Van Loan, Matrix
 * Computations, section 5.2), with the signs that LAPACK's dlarfg chooses, and so NumPy and PyTorch: the diagonal of R
 * has the opposite sign of what it replaces, but a column that is zero below the diagonal is left alone. EJML chooses
 * otherwise there.
 */
public final class Householder {
    private final double[] a;
    private final int m;
    private final int n;
    private final double[] tau;
    private final double[] product;

    private Householder(double[] a, int m, int n) {
        this.a = a;
        this.m = m;
        this.n = n;
        tau = new double[n];
        product = new double[n];
    }

    /** Factors the m x n matrix at {@code ao}, m at least n: Q is m x n, R is n x n with zeros below its diagonal. */
    public static void qr(double[] a, int ao, int m, int n, double[] q, int qo, double[] r, int ro) {
        double[] work = new double[m * n];
        System.arraycopy(a, ao, work, 0, m * n);
        int[] exponents = normaliseColumns(work, n); // to which everything here is indifferent but its range
        Householder h = new Householder(work, m, n);
        h.reduce();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                r[ro + i * n + j] = j < i ? 0 : Math.scalb(work[i * n + j], exponents[j]);
            }
        }
        h.formQ();
        System.arraycopy(work, 0, q, qo, m * n);
    }

    /**
     * The first column of A that is a combination of those before it, to working precision: R, its factor, has next to
     * nothing on the diagonal there; -1 if there is none.
     */
    public static int dependentColumn(double[] a, int ao, int m, int n, double[] r, int ro) {
        for (int j = 0; j < n; j++) {
            double rest = Math.abs(r[ro + j * n + j]);
            if (!(rest > 4 * Math.sqrt(m) * Math.ulp(1.0) * Lengths.of(a, ao + j, n, m))) {
                return j;
            }
        }
        return -1;
    }

    private static int[] normaliseColumns(double[] a, int n) {
        int[] exponents = new int[n];
        for (int j = 0; j < n; j++) {
            double largest = 0;
            for (int at = j; at < a.length; at += n) {
                largest = Math.max(largest, Math.abs(a[at]));
            }
            exponents[j] = largest == 0 ? 0 : Math.getExponent(largest);
            for (int at = j; at < a.length; at += n) {
                a[at] = Math.scalb(a[at], -exponents[j]);
            }
        }
        return exponents;
    }

    private void reduce() {
        for (int j = 0; j < n; j++) {
            double largest = 0; // squares of ratios to it neither overflow nor vanish
            for (int i = j + 1; i < m; i++) {
                largest = Math.max(largest, Math.abs(a[i * n + j]));
            }
            if (largest == 0) {
                continue; // tau = 0: no reflection
            }
            double alpha = a[j * n + j];
            double squares = 0;
            for (int i = j + 1; i < m; i++) {
                squares += a[i * n + j] / largest * (a[i * n + j] / largest);
            }
            double beta = -Math.copySign(Math.hypot(alpha, largest * Math.sqrt(squares)), alpha);
            tau[j] = (beta - alpha) / beta;
            for (int i = j + 1; i < m; i++) {
                a[i * n + j] /= alpha - beta;
            }
            reflect(j, j + 1);
            a[j * n + j] = beta;
        }
    }

    /** Columns from {@code first} on become {@code H_j} times themselves; v stands below the diagonal of column j. */
    private void reflect(int j, int first) {
        System.arraycopy(a, j * n + first, product, first, n - first);
        for (int i = j + 1; i < m; i++) {
            double v = a[i * n + j];
            for (int c = first; c < n; c++) {
                product[c] += v * a[i * n + c];
            }
        }
        for (int i = j; i < m; i++) {
            double v = tau[j] * (i == j ? 1 : a[i * n + j]);
            for (int c = first; c < n; c++) {
                a[i * n + c] -= v * product[c];
            }
        }
    }

    /** Replaces the reflections by the first n columns of their product, from the last one back. */
    private void formQ() {
        for (int j = n - 1; j >= 0; j--) {
            for (int c = j + 1; c < n; c++) {
                a[j * n + c] = 0;
            }
            reflect(j, j + 1);
            for (int i = j + 1; i < m; i++) {
                a[i * n + j] *= -tau[j];
            }
            a[j * n + j] = 1 - tau[j];
        }
    }
}
