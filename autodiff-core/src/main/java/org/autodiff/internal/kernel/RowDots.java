package org.autodiff.internal.kernel;

/** A matrix times a vector: the dot product of each row with it. The rows of large matrices are dealt to threads. */
final class RowDots {

    private RowDots() {}

    /** See {@link Kernels#dot}. */
    interface Dot {
        double of(double[] a, int ao, double[] b, int bo, int n);
    }

    static void multiply(Dot dot, double[] x, int xo, double[] v, int vo, double[] y, int yo, int rows, int columns) {
        if (Parallel.paysToRead(rows, columns)) {
            Parallel.splitLines(
                    rows, 1, columns, (first, end) -> multiply(dot, x, xo, v, vo, y, yo, first, end, columns));
        } else {
            multiply(dot, x, xo, v, vo, y, yo, 0, rows, columns);
        }
    }

    private static void multiply(
            Dot dot, double[] x, int xo, double[] v, int vo, double[] y, int yo, int first, int end, int columns) {
        for (int i = first; i < end; i++) {
            y[yo + i] = dot.of(x, xo + i * columns, v, vo, columns);
        }
    }
}
