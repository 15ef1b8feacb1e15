package org.autodiff.internal.kernel;

import java.util.Arrays;

/**
 * Matrix multiplication in plain Java: a row of c is the sum of rows of b, weighted by a row of a.
 *
 * <p>The inner loop has a form that C2 turns into vector instructions by itself (superword), whether or not the Vector
 * API is there: along rows, four of b at a time, each an <i>array of its own</i>, and the sums in another, all from
 * place 0. Four places in one array are the same loop, but C2 leaves it scalar, at half of the speed or less; so it
 * does with eight rows at a time. Hence b is copied, block by block, into rows that stay in the second-level cache
 * while all rows of c pass.
 *
 * <p><b>Bits.</b> An element of c is one chain of fmas over the inner index, from 0 upwards, whatever the block, the
 * number of threads, or the way that is taken (but a matrix times a vector is {@link Kernels#dot} of each row).
 */
final class ScalarMatmul {

    /** Inner indices in a block, a multiple of four; with {@link #NC} columns it takes 128 KB. */
    private static final int KC = 64;

    private static final int NC = 256;

    /** Of each thread: a block of b, and a row of sums. What they held before is never read. */
    private static final ThreadLocal<double[][]> ROWS = ThreadLocal.withInitial(() -> new double[KC + 1][NC]);

    private static final RowDots.Dot DOT = ScalarKernels.INSTANCE::dot;

    private ScalarMatmul() {}

    static void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        Matrix left = new Matrix(a, ao, ta ? 1 : k, ta ? m : 1);
        Matrix right = new Matrix(b, bo, tb ? 1 : n, tb ? k : 1);
        if (n == 1 && !ta) {
            RowDots.multiply(DOT, a, ao, b, bo, c, co, m, k);
        } else if (m == 1 && tb) {
            RowDots.multiply(DOT, b, bo, a, ao, c, co, n, k);
        } else if ((long) m * k * n <= Limits.UNCOPIED_PRODUCT || Math.min(m, n) <= Limits.UNCOPIED_ROWS) {
            small(left, right, c, co, m, k, n);
        } else if (n < Limits.LONG_COLUMNS && n < m) {
            double[] transposed = new double[n * m];
            multiply(right.transposed(), left.transposed(), transposed, 0, n, k, m);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    c[co + i * n + j] = transposed[j * m + i];
                }
            }
        } else {
            multiply(left, right, c, co, m, k, n);
        }
    }

    /** A matrix by steps: element (i, j) is at {@code offset + i * row + j * column}. */
    private record Matrix(double[] data, int offset, int row, int column) {
        Matrix transposed() {
            return new Matrix(data, offset, column, row);
        }

        Matrix from(int i, int j) {
            return new Matrix(data, offset + i * row + j * column, row, column);
        }
    }

    /** Without copying. Along the rows of b, or where they are not contiguous element by element. */
    private static void small(Matrix a, Matrix b, double[] c, int co, int m, int k, int n) {
        for (int i = 0; i < m; i++, co += n) {
            Arrays.fill(c, co, co + n, 0.0);
            int ai = a.offset + i * a.row;
            if (b.column == 1) {
                for (int p = 0; p < k; p++) {
                    addRow(a.data[ai + p * a.column], b.data, b.offset + p * b.row, c, co, n);
                }
            } else {
                for (int j = 0; j < n; j++) {
                    c[co + j] = inner(a, ai, b, b.offset + j * b.column, k);
                }
            }
        }
    }

    private static void addRow(double x, double[] b, int bo, double[] c, int co, int n) {
        for (int j = 0; j < n; j++) {
            c[co + j] = Math.fma(x, b[bo + j], c[co + j]);
        }
    }

    private static double inner(Matrix a, int ai, Matrix b, int bj, int k) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
            sum = Math.fma(a.data[ai + p * a.column], b.data[bj + p * b.row], sum);
        }
        return sum;
    }

    private static void multiply(Matrix a, Matrix b, double[] c, int co, int m, int k, int n) {
        int parts = (int) Math.min(Parallel.threads(), (long) m * k * n / Limits.MULTIPLICATIONS_A_THREAD);
        if (parts <= 1) {
            rows(a, b, c, co, m, k, n);
        } else {
            Parallel.split(m, 1, m / parts, (i, end) -> rows(a.from(i, 0), b, c, co + i * n, end - i, k, n));
        }
    }

    private static void rows(Matrix a, Matrix b, double[] c, int co, int m, int k, int n) {
        double[][] rows = ROWS.get();
        double[] sums = rows[KC];
        Arrays.fill(c, co, co + m * n, 0.0);
        for (int j = 0; j < n; j += NC) {
            int width = Math.min(NC, n - j);
            for (int p = 0; p < k; p += KC) {
                int depth = Math.min(KC, k - p);
                copy(b.from(p, j), rows, depth, width);
                for (int i = 0; i < m; i++) {
                    int at = co + i * n + j;
                    System.arraycopy(c, at, sums, 0, width);
                    addRows(a, a.offset + i * a.row + p * a.column, rows, depth, sums, width);
                    System.arraycopy(sums, 0, c, at, width);
                }
            }
        }
    }

    private static void copy(Matrix b, double[][] rows, int depth, int width) {
        if (b.column == 1) {
            for (int p = 0; p < depth; p++) {
                System.arraycopy(b.data, b.offset + p * b.row, rows[p], 0, width);
            }
        } else {
            for (int j = 0; j < width; j++) { // along the memory of b
                int from = b.offset + j * b.column;
                for (int p = 0; p < depth; p++) {
                    rows[p][j] = b.data[from + p * b.row];
                }
            }
        }
    }

    /** Adds to a row of sums some rows of b, weighted by elements of a from {@code ai}. */
    private static void addRows(Matrix a, int ai, double[][] rows, int depth, double[] sums, int width) {
        int step = a.column;
        int p = 0;
        for (; p + 3 < depth; p += 4) {
            int at = ai + p * step;
            addFourRows(
                    a.data[at],
                    a.data[at + step],
                    a.data[at + 2 * step],
                    a.data[at + 3 * step],
                    rows[p],
                    rows[p + 1],
                    rows[p + 2],
                    rows[p + 3],
                    sums,
                    width);
        }
        for (; p < depth; p++) {
            addRow(a.data[ai + p * step], rows[p], 0, sums, 0, width);
        }
    }

    private static void addFourRows(
            double x0,
            double x1,
            double x2,
            double x3,
            double[] b0,
            double[] b1,
            double[] b2,
            double[] b3,
            double[] sums,
            int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], sums[j]))));
        }
    }
}
