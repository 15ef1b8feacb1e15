package org.autodiff.internal.kernel.linalg;

/**
 * Eigenvalues of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, section 8.5). Where
 * rows differ much in size, the small eigenvalues keep their digits, which methods that first make the matrix
 * tridiagonal lose (J. Demmel and K. Veselic, Jacobi's method is more accurate than QR, 1992) - of diagonal matrices
 * they are exact. It takes several times as long, so it is for such matrices only.
 */
final class JacobiEigen {
    private static final double ROUNDING = Math.ulp(1.0) / 2;
    private static final int SWEEPS = 60;

    private final double[] a;
    private final double[] v;
    private final int n;

    /** Takes over a symmetric n x n matrix, whose diagonal becomes the eigenvalues, and zeros for the vectors. */
    JacobiEigen(double[] a, double[] v, int n) {
        this.a = a;
        this.v = v;
        this.n = n;
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
    }

    /** Rotates until nothing is left beside the diagonal; false if that does not come. */
    boolean diagonalise() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotated |= rotate(p, q);
                }
            }
            if (!rotated) {
                return true;
            }
        }
        return false;
    }

    private boolean rotate(int p, int q) {
        double g = a[p * n + q];
        double x = a[p * n + p];
        double y = a[q * n + q];
        if (Math.abs(g) <= ROUNDING * Math.sqrt(Math.abs(x)) * Math.sqrt(Math.abs(y))) {
            return false;
        }
        double cotangent = (y / 2 - x / 2) / g; // of twice the angle
        double t = Math.copySign(1, cotangent) / (Math.abs(cotangent) + StrictMath.hypot(cotangent, 1));
        double c = 1 / Math.sqrt(1 + t * t);
        a[p * n + p] = x - t * g;
        a[q * n + q] = y + t * g;
        a[p * n + q] = 0;
        a[q * n + p] = 0;
        for (int k = 0; k < n; k++) {
            if (k != p && k != q) {
                turn(a, k, p, q, t, c);
                a[p * n + k] = a[k * n + p];
                a[q * n + k] = a[k * n + q];
            }
            turn(v, k, p, q, t, c);
        }
        return true;
    }

    /** In row k: p becomes {@code c (p - t q)}, and q becomes {@code c (q + t p)}. */
    private void turn(double[] m, int k, int p, int q, double t, double c) {
        double x = m[k * n + p];
        double y = m[k * n + q];
        m[k * n + p] = c * (x - t * y);
        m[k * n + q] = c * (y + t * x);
    }
}
