package org.autodiff.internal.kernel.linalg;

import java.util.Arrays;
import org.autodiff.internal.kernel.Kernels;

/**
 * {@code exp(A)} by the Pade approximant of degree 13 with scaling and squaring: N. Higham, The scaling and squaring
 * method for the matrix exponential revisited, SIAM J. Matrix Anal. Appl. 26 (2005), algorithm 2.3, with the scaling of
 * Al-Mohy and Higham.
 */
public final class MatrixExponential {
    private static final Kernels K = Kernels.active();

    /** The approximant is exact to rounding for matrices of a 1-norm up to this. */
    private static final double REACH = 5.371920351148152;

    /** The first term of the approximant's backward error is {@code A^27} divided by this. */
    private static final double ERROR_TERM = 113250775606021113483283660800000000.0;

    private static final double[] PADE = {
        64764752532480000.0,
        32382376266240000.0,
        7771770303897600.0,
        1187353796428800.0,
        129060195264000.0,
        10559470521600.0,
        670442572800.0,
        33522128640.0,
        1323241920.0,
        40840800.0,
        960960.0,
        16380.0,
        182.0,
        1.0
    };

    private final int n;

    private MatrixExponential(int n) {
        this.n = n;
    }

    /**
     * Writes the exponential of the n x n matrix at {@code ao} to {@code yo}.
     *
     * @return whether all of it is finite: it did not overflow
     */
    public static boolean of(double[] a, int ao, int n, double[] y, int yo) {
        double[] x = Arrays.copyOfRange(a, ao, ao + n * n);
        double[] exp = n == 0 ? x : new MatrixExponential(n).of(x);
        System.arraycopy(exp, 0, y, yo, n * n);
        return Arrays.stream(exp).allMatch(Double::isFinite);
    }

    /**
     * The power of two that brings the n elements of b to the size of those of a, or of 1, if that is larger; both
     * begin at {@code from}.
     */
    public static double sizeRatio(double[] a, double[] b, int from, int n) {
        double sizeA = Scaling.largest(a, from, n);
        double sizeB = Scaling.largest(b, from, n);
        int exponent = sizeB == 0 ? 0 : Math.getExponent(Math.max(sizeA, 1)) - Math.getExponent(sizeB);
        return Math.scalb(1.0, Math.max(-1000, Math.min(1000, exponent)));
    }

    private double[] of(double[] a) {
        int squarings = squarings(a);
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.scalb(a[i], -squarings);
        }
        double[] y = approximant(a);
        for (int i = 0; i < squarings; i++) {
            y = times(y, y);
        }
        return y;
    }

    /**
     * How often to halve A. Where powers of A are much smaller than the power of its norm, halving by the norm costs
     * digits: A. Al-Mohy and N. Higham, A new scaling and squaring algorithm for the matrix exponential, SIAM J. Matrix
     * Anal. Appl. 31 (2009), algorithm 5.1, whose alpha and ell these are.
     */
    private int squarings(double[] a) {
        double norm = norm1(a);
        if (norm <= REACH) {
            return 0;
        }
        int exponent = Math.getExponent(norm);
        double[] unit = new double[n * n]; // powers of it stay in range
        for (int i = 0; i < unit.length; i++) {
            unit[i] = Math.scalb(a[i], -exponent);
        }
        double[] a2 = times(unit, unit);
        double[] a4 = times(a2, a2);
        double[] a6 = times(a4, a2);
        double d6 = StrictMath.pow(norm1(a6), 1 / 6.0);
        double d8 = StrictMath.pow(norm1(times(a4, a4)), 1 / 8.0);
        double d10 = StrictMath.pow(norm1(times(a4, a6)), 1 / 10.0);
        double alpha = Math.min(Math.max(d6, d8), Math.max(d8, d10));
        int squarings = Math.max(0, exponent + ceilLog2(alpha / REACH));
        return squarings + more(unit, exponent - squarings);
    }

    /** How many more halvings the approximant needs for {@code |A| 2^exponent}, from a bound of its backward error. */
    private int more(double[] a, int exponent) {
        double[] row = new double[n]; // of ones times a power of |A| / norm
        Arrays.fill(row, 1);
        for (int power = 0; power < 27; power++) {
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    next[j] += row[i] * Math.abs(a[i * n + j]);
                }
            }
            row = next;
        }
        double largest = Arrays.stream(row).max().orElse(0);
        double log2 = StrictMath.log(largest / (ERROR_TERM * norm1(a))) / StrictMath.log(2) + 26.0 * exponent + 53;
        return largest == 0 ? 0 : Math.max(0, (int) Math.ceil(log2 / 26));
    }

    private static int ceilLog2(double x) {
        return x == 0 ? -10_000 : (int) Math.ceil(StrictMath.log(x) / StrictMath.log(2));
    }

    /** {@code (V - U)^-1 (V + U)}, with U the odd powers and V the even ones. */
    private double[] approximant(double[] a) {
        double[] a2 = times(a, a);
        double[] a4 = times(a2, a2);
        double[] a6 = times(a4, a2);
        double[] u = times(a, plus(times(a6, sum(13, a2, a4, a6, 0)), sum(7, a2, a4, a6, PADE[1])));
        double[] v = plus(times(a6, sum(12, a2, a4, a6, 0)), sum(6, a2, a4, a6, PADE[0]));
        double[] difference = new double[n * n];
        double[] total = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            difference[i] = v[i] - u[i];
            total[i] = v[i] + u[i];
        }
        double[] y = new double[n * n];
        Lu.of(difference, 0, n).solve(false, total, 0, y, 0, n);
        return y;
    }

    /** {@code b[d] A^6 + b[d - 2] A^4 + b[d - 4] A^2 + c I}. */
    private double[] sum(int d, double[] a2, double[] a4, double[] a6, double c) {
        double[] y = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            y[i] = PADE[d] * a6[i] + PADE[d - 2] * a4[i] + PADE[d - 4] * a2[i];
        }
        for (int i = 0; i < n; i++) {
            y[i * n + i] += c;
        }
        return y;
    }

    private double[] times(double[] a, double[] b) {
        double[] y = new double[n * n];
        K.matmul(a, 0, false, b, 0, false, y, 0, n, n, n);
        return y;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            y[i] = a[i] + b[i];
        }
        return y;
    }

    private double norm1(double[] a) {
        double largest = 0;
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.abs(a[i * n + j]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }
}
