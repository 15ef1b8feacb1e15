package org.autodiff.internal.kernel;

/** Reductions of short rows, without a call for each: the same as one by one. */
final class ShortRows {
    private ShortRows() {}

    /** The sum of each row, of at most {@value Limits#SHORT_SUM} elements. */
    static void sums(double[] x, double[] y, int first, int end, int length) {
        for (int row = first; row < end; row++) {
            y[row] = sum(x, row * length, length);
        }
    }

    /**
     * In the order of {@link Reductions#fold}. The lanes that a short row leaves empty hold 0.0, and adding that
     * changes nothing but -0.0: so it is added once.
     */
    private static double sum(double[] x, int i, int n) {
        return switch (n) {
            case 0 -> 0.0;
            case 1 -> 0.0 + x[i];
            case 2 -> 0.0 + x[i] + x[i + 1];
            case 3 -> (0.0 + x[i] + x[i + 2]) + x[i + 1];
            case 4 -> (0.0 + x[i] + x[i + 2]) + (x[i + 1] + x[i + 3]);
            case 5 -> ((0.0 + x[i] + x[i + 4]) + x[i + 2]) + (x[i + 1] + x[i + 3]);
            case 6 -> ((0.0 + x[i] + x[i + 4]) + x[i + 2]) + ((x[i + 1] + x[i + 5]) + x[i + 3]);
            case 7 -> ((0.0 + x[i] + x[i + 4]) + (x[i + 2] + x[i + 6])) + ((x[i + 1] + x[i + 5]) + x[i + 3]);
            default ->
                ((0.0 + x[i] + x[i + 4]) + (x[i + 2] + x[i + 6])) + ((x[i + 1] + x[i + 5]) + (x[i + 3] + x[i + 7]));
        };
    }

    /** The largest element of each row. */
    static void maxima(double[] x, double[] y, int first, int end, int length) {
        for (int row = first, at = first * length; row < end; row++, at += length) {
            double most = x[at];
            for (int i = at + 1; i < at + length; i++) {
                most = Math.max(most, x[i]);
            }
            y[row] = most;
        }
    }

    /** The smallest element of each row. */
    static void minima(double[] x, double[] y, int first, int end, int length) {
        for (int row = first, at = first * length; row < end; row++, at += length) {
            double least = x[at];
            for (int i = at + 1; i < at + length; i++) {
                least = Math.min(least, x[i]);
            }
            y[row] = least;
        }
    }
}
