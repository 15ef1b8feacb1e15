package org.autodiff.internal.kernel.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.lu.LUDecompositionAlt_DDRM;

/**
 * The factors {@code D A = P' L U} of a square matrix: L lower triangular with ones on its diagonal, U upper
 * triangular, P a permutation of the rows, D powers of two that bring every row to a largest element in [1, 2). So rows
 * of very different size neither mislead the choice of pivots nor the judgement whether the matrix is singular.
 *
 * <p>Immutable; threads may share it.
 */
public final class Lu {
    /** Logarithms of pivots beyond this size are large enough to swallow digits of each other. */
    private static final int LARGE_EXPONENT = 64;

    private final int n;
    private final double[] factors; // L below the diagonal, U on and above it
    private final int[] order; // row i of the factors is row order[i] of A
    private final int[] exponents; // of the rows of A: D = 2^-exponent
    private final double weakest;
    private final int weakestColumn;

    private Lu(int n, double[] factors, int[] order, int[] exponents, double[] largest) {
        this.n = n;
        this.factors = factors;
        this.order = order;
        this.exponents = exponents;
        double least = Double.POSITIVE_INFINITY;
        int at = -1;
        for (int i = 0; i < n; i++) {
            double ratio = largest[i] == 0 ? 0 : Math.abs(factors[i * n + i]) / largest[i];
            if (ratio < least) {
                least = ratio;
                at = i;
            }
        }
        weakest = least;
        weakestColumn = at;
    }

    /** Factors the n x n matrix of finite numbers that begins at {@code from}. */
    public static Lu of(double[] a, int from, int n) {
        double[] scaled = new double[n * n];
        int[] exponents = new int[n];
        double[] largest = new double[n]; // of each column
        for (int i = 0; i < n; i++) {
            exponents[i] = Scaling.exponent(a, from + i * n, n);
            for (int j = 0; j < n; j++) {
                scaled[i * n + j] = Math.scalb(a[from + i * n + j], -exponents[i]);
                largest[j] = Math.max(largest[j], Math.abs(scaled[i * n + j]));
            }
        }
        LUDecompositionAlt_DDRM lu = new LUDecompositionAlt_DDRM();
        lu.decompose(DMatrixRMaj.wrap(n, n, scaled));
        return new Lu(n, lu.getLU().data, lu.getPivot(), exponents, largest);
    }

    /**
     * Whether the matrix is singular to working precision: a pivot is not larger than what rounding leaves of one that
     * is zero, {@code 4 sqrt(n) 2^-52} times the largest element of its column.
     */
    public boolean singular() {
        return weakest <= 4 * Math.sqrt(n) * Math.ulp(1.0);
    }

    /** The smallest ratio of a pivot to the largest element of its column: 1 for the identity, 0 if singular. */
    public double weakest() {
        return weakest;
    }

    /** The column of the pivot with that ratio; -1 for an empty matrix. */
    public int weakestColumn() {
        return weakestColumn;
    }

    /**
     * Solves {@code A x = b}, or {@code A' x = b}, for k columns b that begin at {@code bo}; x begins at {@code xo}.
     */
    public void solve(boolean transposed, double[] b, int bo, double[] x, int xo, int k) {
        if (!transposed) { // L U x = P D b
            for (int i = 0; i < n; i++) {
                scale(b, bo + order[i] * k, x, xo + i * k, k, -exponents[order[i]]);
            }
            Triangular.solve(factors, 0, n, false, false, true, x, xo, k);
            Triangular.solve(factors, 0, n, true, false, false, x, xo, k);
            return;
        }
        double[] z = new double[n * k]; // U' L' z = b, x = D P' z
        System.arraycopy(b, bo, z, 0, n * k);
        Triangular.solve(factors, 0, n, true, true, false, z, 0, k);
        Triangular.solve(factors, 0, n, false, true, true, z, 0, k);
        for (int i = 0; i < n; i++) {
            scale(z, i * k, x, xo + order[i] * k, k, -exponents[order[i]]);
        }
    }

    /** The Frobenius norm of the inverse. */
    public double lengthOfInverse() {
        double[] inverse = new double[n * n];
        double[] eye = new double[n * n];
        for (int j = 0; j < n; j++) {
            eye[j * (n + 1)] = 1;
        }
        solve(false, eye, 0, inverse, 0, n);
        return Lengths.of(inverse, 0, 1, n * n);
    }

    private static void scale(double[] from, int fo, double[] to, int o, int k, int exponent) {
        for (int c = 0; c < k; c++) {
            to[o + c] = Math.scalb(from[fo + c], exponent);
        }
    }

    /** The determinant; no product on the way to it overflows or underflows. */
    public double determinant() {
        double mantissa = sign();
        int exponent = 0;
        for (int i = 0; i < n; i++) {
            mantissa *= Math.abs(factors[i * n + i]);
            if (mantissa == 0) {
                return 0; // and not -0
            }
            int e = Math.getExponent(mantissa);
            mantissa = Math.scalb(mantissa, -e);
            exponent += e + exponents[i];
        }
        return Math.scalb(mantissa, exponent);
    }

    /** -1, 0 or 1. */
    public double sign() {
        int swaps = n;
        boolean[] seen = new boolean[n];
        for (int i = 0; i < n; i++) { // a permutation of n elements with c cycles takes n - c swaps
            if (!seen[i]) {
                swaps--;
                for (int j = i; !seen[j]; j = order[j]) {
                    seen[j] = true;
                }
            }
        }
        double sign = swaps % 2 == 0 ? 1 : -1;
        for (int i = 0; i < n; i++) {
            sign *= Math.signum(factors[i * n + i]);
        }
        return sign == 0 ? 0 : sign; // and not -0
    }

    /** {@code log|det A|}; -infinity where that is 0. */
    public double logAbsDeterminant() {
        double sum = 0;
        long exponent = 0;
        for (int i = 0; i < n; i++) {
            double pivot = Math.abs(factors[i * n + i]);
            int own = Math.getExponent(pivot);
            if (Math.abs(own) < LARGE_EXPONENT || pivot == 0) {
                own = 0;
            }
            sum += StrictMath.log(Math.scalb(pivot, -own));
            exponent += (long) exponents[i] + own;
        }
        return exponent == 0 ? sum : sum + exponent * StrictMath.log(2);
    }
}
