package org.autodiff.internal.kernel.linalg;

import java.util.Arrays;

/**
 * Singular values of a matrix with at least as many rows as columns, by rotations of its columns until they are
 * orthogonal (Hestenes; Golub and Van Loan, Matrix Computations, section 8.6.3). Where columns differ much in size, the
 * small values keep their digits (J. Demmel and K. Veselic, Jacobi's method is more accurate than QR, 1992). Each
 * column has an exponent of its own, so products of columns neither overflow nor vanish.
 */
final class JacobiSvd {
    private static final double ROUNDING = Math.ulp(1.0) / 2;
    private static final int SWEEPS = 60;

    private final int rows;
    private final int columns;
    private final double[][] u; // the columns, with their largest element in [1, 2)
    private final int[] exponents;
    private final double[][] v; // columns, too

    /** Reads the matrix whose element (i, j) is at {@code from + i * step + j * stride}. */
    JacobiSvd(double[] a, int from, int rows, int columns, int step, int stride) {
        this.rows = rows;
        this.columns = columns;
        u = new double[columns][rows];
        v = new double[columns][columns];
        exponents = new int[columns];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                u[j][i] = a[from + i * step + j * stride];
            }
            v[j][j] = 1;
            exponents[j] = Scaling.normalise(u[j]);
        }
    }

    /** Rotates until all columns are orthogonal, and makes them unit vectors; false if that does not come. */
    boolean decompose(double[] values) {
        boolean rotated = true;
        for (int sweep = 0; sweep < SWEEPS && rotated; sweep++) {
            rotated = false;
            for (int p = 0; p < columns; p++) {
                for (int q = p + 1; q < columns; q++) {
                    rotated |= exponents[p] >= exponents[q] ? rotate(p, q) : rotate(q, p);
                }
            }
        }
        for (int j = 0; j < columns; j++) {
            double length = Math.sqrt(dot(u[j], u[j]));
            values[j] = Math.scalb(length, exponents[j]);
            for (int i = 0; length > 0 && i < rows; i++) {
                u[j][i] /= length;
            }
        }
        for (int j = 0; j < columns; j++) {
            if (dot(u[j], u[j]) == 0) {
                fill(j);
            }
        }
        return !rotated;
    }

    double left(int i, int column) {
        return u[column][i];
    }

    double right(int i, int column) {
        return v[column][i];
    }

    /** Makes two columns orthogonal, of which p is not smaller than q by its exponent. */
    private boolean rotate(int p, int q) {
        double x = dot(u[p], u[p]);
        double y = dot(u[q], u[q]);
        double g = dot(u[p], u[q]);
        if (Math.abs(g) <= ROUNDING * rows * Math.sqrt(x * y)) {
            return false;
        }
        // With the ratio r of the powers of two: t / r is of ordinary size, however small t is.
        int exponent = Math.max(exponents[q] - exponents[p], -1022);
        double r = Math.scalb(1.0, exponent);
        double w = (y * r * r - x) / (2 * g);
        double perRatio = Math.copySign(1, w) / (Math.abs(w) + Math.sqrt(r * r + w * w));
        double t = perRatio * r;
        double c = 1 / Math.sqrt(1 + t * t);
        turn(u[p], u[q], t * r, perRatio, c);
        turn(v[p], v[q], t, t, c);
        exponents[p] += Scaling.normalise(u[p]);
        exponents[q] += Scaling.normalise(u[q]);
        return true;
    }

    private static void turn(double[] p, double[] q, double s, double t, double c) {
        for (int i = 0; i < p.length; i++) {
            double x = p[i];
            double y = q[i];
            p[i] = c * (x - s * y);
            q[i] = c * (y + t * x);
        }
    }

    /** Any unit vector that is orthogonal to the others, for a singular value of 0. */
    private void fill(int column) {
        double[] best = u[column];
        double most = 0;
        for (int axis = 0; axis < rows; axis++) {
            double[] e = new double[rows];
            e[axis] = 1;
            for (int pass = 0; pass < 2; pass++) { // the second removes what rounding has left
                for (int j = 0; j < columns; j++) {
                    double along = j == column ? 0 : dot(u[j], e);
                    for (int i = 0; along != 0 && i < rows; i++) {
                        e[i] -= along * u[j][i];
                    }
                }
            }
            double length = Math.sqrt(dot(e, e));
            if (length > most) {
                most = length;
                best = e;
            }
        }
        double length = most;
        u[column] = Arrays.stream(best).map(x -> x / length).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
