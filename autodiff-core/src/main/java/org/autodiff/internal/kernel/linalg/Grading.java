package org.autodiff.internal.kernel.linalg;

/**
 * Whether rows, or columns, of a matrix differ so much in size that its small eigenvalues or singular values are lost
 * by methods whose error is a rounding of the largest element. Those of Jacobi find them: see {@link JacobiEigen}.
 */
public final class Grading {
    /** From here on the usual methods lose more than half of the digits. */
    private static final int LARGE = 30;

    private Grading() {}

    private static boolean isLarge(int spread) {
        return spread > LARGE;
    }

    /** Whether that is so of rows or columns of the matrix that begins at {@code from}. */
    public static boolean isLarge(double[] a, int from, int rows, int columns) {
        return isLarge(Math.max(ofRows(a, from, rows, columns), ofColumns(a, from, rows, columns)));
    }

    /** How many powers of two lie between the largest elements of rows that are not zero. */
    static int ofRows(double[] a, int from, int rows, int columns) {
        return spread(a, from, rows, columns, columns, 1);
    }

    /** How many powers of two lie between the largest elements of columns that are not zero. */
    static int ofColumns(double[] a, int from, int rows, int columns) {
        return spread(a, from, columns, rows, 1, columns);
    }

    private static int spread(double[] a, int from, int lines, int length, int step, int stride) {
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int line = 0; line < lines; line++) {
            double largest = 0;
            for (int i = 0; i < length; i++) {
                largest = Math.max(largest, Math.abs(a[from + line * step + i * stride]));
            }
            if (largest > 0) {
                int exponent = Math.getExponent(largest);
                least = Math.min(least, exponent);
                most = Math.max(most, exponent);
            }
        }
        return most < least ? 0 : most - least;
    }
}
