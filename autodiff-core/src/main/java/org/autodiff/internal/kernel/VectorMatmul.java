package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Matrix multiplication: here the ways for vectors and for small products; the others go to {@link BlockedMatmul},
 * which also says what decides the bits. (One exception, decided by the shape: a vector times what is stored as rows
 * along the inner index is {@link Kernels#dot} of each row.)
 */
final class VectorMatmul {

    private static final int KC = BlockedMatmul.KC;

    private static final RowDots.Dot DOT = VectorReductions::dot;

    private VectorMatmul() {}

    /** Scratch of a thread. What it held before is never read. */
    private static final class Scratch {

        private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        /** A panel of b in {@link #multiplySmall}. */
        final double[] panel = new double[KC * LANES];

        /** The tiles that overlap the edge of c. */
        final double[] tile = new double[4 * LANES];

        /** A row of sums in {@link #sumRows}. */
        final double[] row = new double[Limits.SUMS_AT_ONCE];
    }

    static void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        if (m == 0 || n == 0 || k == 0) {
            Arrays.fill(c, co, co + m * n, 0.0);
        } else if (n == 1 && !ta) {
            RowDots.multiply(DOT, a, ao, b, bo, c, co, m, k);
        } else if (n == 1) {
            vectorTimesRows(b, bo, a, ao, c, co, k, m);
        } else if (m == 1 && tb) {
            RowDots.multiply(DOT, b, bo, a, ao, c, co, n, k);
        } else if (m == 1) {
            vectorTimesRows(a, ao, b, bo, c, co, k, n);
        } else if ((long) m * k * n <= Limits.UNPACKED_PRODUCT) {
            multiplySmall(a, ao, ta ? 1 : k, ta ? m : 1, b, bo, tb ? 1 : n, tb ? k : 1, c, co, m, k, n);
        } else {
            BlockedMatmul.multiply(a, ao, ta ? 1 : k, ta ? m : 1, b, bo, tb ? 1 : n, tb ? k : 1, c, co, n, m, k, n);
        }
    }

    // ---- vectors -----------------------------------------------------------------------------------------------

    /** y = the sum of the rows of x, weighted by v. */
    private static void vectorTimesRows(
            double[] v, int vo, double[] x, int xo, double[] y, int yo, int rows, int columns) {
        if (Parallel.paysToRead(rows, columns)) {
            Parallel.splitLines(
                    columns, LANES, rows, (j, end) -> sumRows(v, vo, x, xo + j, columns, y, yo + j, rows, end - j));
        } else {
            sumRows(v, vo, x, xo, columns, y, yo, rows, columns);
        }
    }

    /**
     * y = the sum of rows of x that lie {@code stride} apart, weighted by v: along the rows, as they lie in memory,
     * four at a time. The sum of a block of KC rows is formed apart and added, as in the products below.
     */
    private static void sumRows(
            double[] v, int vo, double[] x, int xo, int stride, double[] y, int yo, int rows, int columns) {
        double[] sums = Scratch.OF_THREAD.get().row;
        for (int j = 0; j < columns; j += sums.length) {
            int n = Math.min(sums.length, columns - j);
            for (int p = 0; p < rows; p += KC) {
                Arrays.fill(sums, 0, n, 0.0);
                int end = Math.min(p + KC, rows);
                int row = p;
                for (; row <= end - 4; row += 4) {
                    addFourRows(v, vo + row, x, xo + row * stride + j, stride, sums, n);
                }
                for (; row < end; row++) {
                    addRow(v[vo + row], x, xo + row * stride + j, sums, n);
                }
                if (p == 0) {
                    System.arraycopy(sums, 0, y, yo + j, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        y[yo + j + i] += sums[i];
                    }
                }
            }
        }
    }

    private static void addFourRows(double[] v, int vo, double[] x, int xo, int stride, double[] y, int n) {
        double v0 = v[vo];
        double v1 = v[vo + 1];
        double v2 = v[vo + 2];
        double v3 = v[vo + 3];
        int x1 = xo + stride;
        int x2 = x1 + stride;
        int x3 = x2 + stride;
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector sum = load(x, xo + i).fma(broadcast(v0), load(y, i));
            sum = load(x, x1 + i).fma(broadcast(v1), sum);
            sum = load(x, x2 + i).fma(broadcast(v2), sum);
            load(x, x3 + i).fma(broadcast(v3), sum).intoArray(y, i);
        }
        for (; i < n; i++) {
            double sum = Math.fma(x[xo + i], v0, y[i]);
            sum = Math.fma(x[x1 + i], v1, sum);
            sum = Math.fma(x[x2 + i], v2, sum);
            y[i] = Math.fma(x[x3 + i], v3, sum);
        }
    }

    private static void addRow(double v, double[] x, int xo, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            load(x, xo + i).fma(broadcast(v), load(y, i)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = Math.fma(x[xo + i], v, y[i]);
        }
    }

    // ---- small and thin products -------------------------------------------------------------------------------

    /**
     * The product without packing a, which pays only if its numbers are used often: tiles of four rows and one vector
     * of columns. b is read in place where a vector of it lies together, else copied a panel at a time.
     */
    private static void multiplySmall(
            double[] a,
            int ao,
            int aRow,
            int aInner,
            double[] b,
            int bo,
            int bInner,
            int bColumn,
            double[] c,
            int co,
            int m,
            int k,
            int n) {
        Scratch scratch = Scratch.OF_THREAD.get();
        for (int p = 0; p < k; p += KC) {
            int inner = Math.min(KC, k - p);
            for (int j = 0; j < n; j += LANES) {
                int width = Math.min(LANES, n - j);
                int from = bo + p * bInner + j * bColumn;
                boolean inPlace = bColumn == 1 && width == LANES;
                if (!inPlace) {
                    Panels.pack(b, from, bColumn, bInner, width, inner, LANES, scratch.panel, 0);
                }
                double[] panel = inPlace ? b : scratch.panel;
                int panelAt = inPlace ? from : 0;
                int panelStep = inPlace ? bInner : LANES;
                for (int i = 0; i < m; i += 4) {
                    int height = Math.min(4, m - i);
                    int left = ao + i * aRow + p * aInner;
                    // Where rows are missing the last one is computed again, and not stored.
                    int row1 = Math.min(1, height - 1) * aRow;
                    int row2 = Math.min(2, height - 1) * aRow;
                    int row3 = (height - 1) * aRow;
                    int at = co + i * n + j;
                    boolean whole = p == 0 && height == 4 && width == LANES;
                    tile4x1(
                            a,
                            left,
                            left + row1,
                            left + row2,
                            left + row3,
                            aInner,
                            panel,
                            panelAt,
                            panelStep,
                            inner,
                            whole ? c : scratch.tile,
                            whole ? at : 0,
                            whole ? n : LANES);
                    if (!whole) {
                        BlockedMatmul.putPart(scratch.tile, LANES, c, at, n, height, width, p == 0);
                    }
                }
            }
        }
    }

    private static void tile4x1(
            double[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int aStep,
            double[] b,
            int bo,
            int bStep,
            int k,
            double[] c,
            int co,
            int stride) {
        DoubleVector c0 = DoubleVector.zero(SPECIES);
        DoubleVector c1 = DoubleVector.zero(SPECIES);
        DoubleVector c2 = DoubleVector.zero(SPECIES);
        DoubleVector c3 = DoubleVector.zero(SPECIES);
        for (int p = 0, at = 0; p < k; p++, at += aStep, bo += bStep) {
            DoubleVector v = load(b, bo);
            c0 = broadcast(a[a0 + at]).fma(v, c0);
            c1 = broadcast(a[a1 + at]).fma(v, c1);
            c2 = broadcast(a[a2 + at]).fma(v, c2);
            c3 = broadcast(a[a3 + at]).fma(v, c3);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + stride);
        c2.intoArray(c, co + 2 * stride);
        c3.intoArray(c, co + 3 * stride);
    }
}
