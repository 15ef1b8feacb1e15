package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import jdk.incubator.vector.DoubleVector;

/**
 * Matrix multiplication by packed panels and a register tile, after Goto and van de Geijn, <i>Anatomy of High-Performance Matrix
 * Multiplication</i> (ACM TOMS 34, 2008).
 *
 * <p>The product is a sum over blocks of {@link #KC} inner indices. For each, a block of b is copied into <i>panels</i> of
 * {@link #COLUMNS} columns and a block of a into panels of {@link #ROWS} rows, both in the order in which the tile reads them;
 * the copy also undoes a transposition and pads the edge with zeros. The tile keeps ROWS x COLUMNS sums in registers, so
 * that each number it loads takes part in many multiplications: a panel of b stays in the first-level cache, the
 * block of a in the second.
 *
 * <p><b>Bits.</b> An element of c is the sum, in order, of one chain of fmas for each KC inner indices. This depends on k alone:
 * not on the vector width, the tile, where the element lies, or how rows and columns will be dealt to threads.
 */
final class VectorMatmul {

    /** Inner indices in a block: a panel of b, 160 x 24 doubles, fills most of a 32 KB cache. Part of the definition of the bits. */
    static final int KC = Integer.getInteger("KC", 96);

    /**
     * Rows of a tile: with three vectors of columns, 24 sums of 512 bits in 32 registers or 12 sums of 256 bits in 16. (NEON
     * has 32 registers of 128 bits.) Larger tiles spill and run at half the speed.
     */
    private static final int ROWS = LANES == 8 || "aarch64".equals(System.getProperty("os.arch")) ? 8 : 4;

    private static final int COLUMNS = 3 * LANES;

    /** Rows of a in a block, 160 KB; columns of b in a block, 940 KB: together they fit a second-level cache. */
    private static final int MC = Integer.getInteger("MC", 128);

    private static final int NC = Integer.getInteger("NC", 32) * COLUMNS;

    private VectorMatmul() {}

    /** The packed blocks and one tile for the edges; one set for each thread, at most 1.2 MB, grown as needed. */
    private static final class Packs {
        private static final ThreadLocal<Packs> OF_THREAD = ThreadLocal.withInitial(Packs::new);

        double[] a = {};
        double[] b = {};
        final double[] tile = new double[ROWS * COLUMNS];

        static Packs of(int rows, int inner, int columns) {
            Packs packs = OF_THREAD.get();
            int sizeA = roundUp(Math.min(rows, MC), ROWS) * Math.min(inner, KC);
            int sizeB = roundUp(Math.min(columns, NC), COLUMNS) * Math.min(inner, KC);
            if (packs.a.length < sizeA) {
                packs.a = new double[sizeA];
            }
            if (packs.b.length < sizeB) {
                packs.b = new double[sizeB];
            }
            return packs;
        }
    }

    private static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    static void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        java.util.Arrays.fill(c, co, co + m * n, 0.0);
        multiply(a, ao, ta ? 1 : k, ta ? m : 1, b, bo, tb ? 1 : n, tb ? k : 1, c, co, m, k, n);
    }

    /**
     * c = a b for matrices given by steps: element (i, p) of a is at {@code ao + i * aRow + p * aInner}, element (p, j) of b at
     * {@code bo + p * bInner + j * bColumn}; in each matrix one step is 1. c is contiguous, m, k, n >= 1.
     */
    static void multiply(
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
        Packs packs = Packs.of(m, k, n);
        for (int j = 0; j < n; j += NC) {
            int columns = Math.min(NC, n - j);
            for (int p = 0; p < k; p += KC) {
                int inner = Math.min(KC, k - p);
                pack(b, bo + p * bInner + j * bColumn, bColumn, bInner, columns, inner, COLUMNS, packs.b);
                for (int i = 0; i < m; i += MC) {
                    int rows = Math.min(MC, m - i);
                    pack(a, ao + i * aRow + p * aInner, aRow, aInner, rows, inner, ROWS, packs.a);
                    multiplyBlock(packs, inner, c, co + i * n + j, n, rows, columns);
                }
            }
        }
    }

    /**
     * Copies {@code count} lines (rows of a, columns of b) of {@code inner} elements into panels of {@code width} lines; within a
     * panel the elements of one inner index lie side by side. Lines missing from the last panel are zeros.
     */
    private static void pack(
            double[] x, int xo, int lineStep, int innerStep, int count, int inner, int width, double[] y) {
        int yo = 0;
        for (int first = 0; first < count; first += width, yo += width * inner) {
            int lines = Math.min(width, count - first);
            int from = xo + first * lineStep;
            if (lines < width) {
                java.util.Arrays.fill(y, yo, yo + width * inner, 0.0);
            }
            if (lineStep == 1 && lines == width) {
                copyLines(x, from, innerStep, inner, width, y, yo);
            } else {
                for (int line = 0; line < lines; line++) {
                    copyLine(x, from + line * lineStep, innerStep, inner, width, y, yo + line);
                }
            }
        }
    }

    /** Lines that lie side by side already: whole vectors. */
    private static void copyLines(double[] x, int xo, int innerStep, int inner, int width, double[] y, int yo) {
        for (int p = 0; p < inner; p++) {
            for (int line = 0; line < width; line += LANES) {
                load(x, xo + p * innerStep + line).intoArray(y, yo + p * width + line);
            }
        }
    }

    private static void copyLine(double[] x, int xo, int innerStep, int inner, int width, double[] y, int yo) {
        for (int p = 0; p < inner; p++) {
            y[yo + p * width] = x[xo + p * innerStep];
        }
    }

    /** The tiles of one packed block; the inner loop walks down a, so that a panel of b is read again from the nearest cache. */
    private static void multiplyBlock(Packs packs, int inner, double[] c, int co, int stride, int rows, int columns) {
        for (int j = 0; j < columns; j += COLUMNS) {
            int width = Math.min(COLUMNS, columns - j);
            for (int i = 0; i < rows; i += ROWS) {
                int height = Math.min(ROWS, rows - i);
                int at = co + i * stride + j;
                if (height == ROWS && width == COLUMNS) {
                    tile(packs.a, i * inner, packs.b, j * inner, inner, c, at, stride);
                } else {
                    copyTile(c, at, stride, packs.tile, 0, COLUMNS, height, width);
                    tile(packs.a, i * inner, packs.b, j * inner, inner, packs.tile, 0, COLUMNS);
                    copyTile(packs.tile, 0, COLUMNS, c, at, stride, height, width);
                }
            }
        }
    }

    private static void copyTile(
            double[] x, int xo, int xStride, double[] y, int yo, int yStride, int height, int width) {
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                y[yo + i * yStride + j] = x[xo + i * xStride + j];
            }
        }
    }

    static void tile(double[] a, int ao, double[] b, int bo, int k, double[] c, int co, int stride) {
        if (ROWS == 8) {
            tile8x3(a, ao, b, bo, k, c, co, stride);
        } else {
            tile4x3(a, ao, b, bo, k, c, co, stride);
        }
    }

    // The tiles are written out: C2 keeps a sum in a register only if it is a local variable with its own zero. They
    // hold nothing else, because a larger method is no longer inlined whole, the sums are boxed, and the same code runs
    // ten times
    // slower (look for NodeCountInliningCutoff in -XX:+PrintInlining).

    private static void tile8x3(double[] a, int ao, double[] b, int bo, int k, double[] c, int co, int stride) {
        DoubleVector c00 = load(c, co);
        DoubleVector c01 = load(c, co + LANES);
        DoubleVector c02 = load(c, co + 2 * LANES);
        DoubleVector c10 = load(c, co + stride);
        DoubleVector c11 = load(c, co + stride + LANES);
        DoubleVector c12 = load(c, co + stride + 2 * LANES);
        DoubleVector c20 = load(c, co + 2 * stride);
        DoubleVector c21 = load(c, co + 2 * stride + LANES);
        DoubleVector c22 = load(c, co + 2 * stride + 2 * LANES);
        DoubleVector c30 = load(c, co + 3 * stride);
        DoubleVector c31 = load(c, co + 3 * stride + LANES);
        DoubleVector c32 = load(c, co + 3 * stride + 2 * LANES);
        DoubleVector c40 = load(c, co + 4 * stride);
        DoubleVector c41 = load(c, co + 4 * stride + LANES);
        DoubleVector c42 = load(c, co + 4 * stride + 2 * LANES);
        DoubleVector c50 = load(c, co + 5 * stride);
        DoubleVector c51 = load(c, co + 5 * stride + LANES);
        DoubleVector c52 = load(c, co + 5 * stride + 2 * LANES);
        DoubleVector c60 = load(c, co + 6 * stride);
        DoubleVector c61 = load(c, co + 6 * stride + LANES);
        DoubleVector c62 = load(c, co + 6 * stride + 2 * LANES);
        DoubleVector c70 = load(c, co + 7 * stride);
        DoubleVector c71 = load(c, co + 7 * stride + LANES);
        DoubleVector c72 = load(c, co + 7 * stride + 2 * LANES);
        for (int p = 0; p < k; p++, ao += 8, bo += 3 * LANES) {
            DoubleVector b0 = load(b, bo);
            DoubleVector b1 = load(b, bo + LANES);
            DoubleVector b2 = load(b, bo + 2 * LANES);
            DoubleVector a0 = broadcast(a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = broadcast(a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = broadcast(a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = broadcast(a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = broadcast(a[ao + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = broadcast(a[ao + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = broadcast(a[ao + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            DoubleVector a7 = broadcast(a[ao + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c12.intoArray(c, co + stride + 2 * LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c22.intoArray(c, co + 2 * stride + 2 * LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c32.intoArray(c, co + 3 * stride + 2 * LANES);
        c40.intoArray(c, co + 4 * stride);
        c41.intoArray(c, co + 4 * stride + LANES);
        c42.intoArray(c, co + 4 * stride + 2 * LANES);
        c50.intoArray(c, co + 5 * stride);
        c51.intoArray(c, co + 5 * stride + LANES);
        c52.intoArray(c, co + 5 * stride + 2 * LANES);
        c60.intoArray(c, co + 6 * stride);
        c61.intoArray(c, co + 6 * stride + LANES);
        c62.intoArray(c, co + 6 * stride + 2 * LANES);
        c70.intoArray(c, co + 7 * stride);
        c71.intoArray(c, co + 7 * stride + LANES);
        c72.intoArray(c, co + 7 * stride + 2 * LANES);
    }

    private static void tile4x3(double[] a, int ao, double[] b, int bo, int k, double[] c, int co, int stride) {
        DoubleVector c00 = load(c, co);
        DoubleVector c01 = load(c, co + LANES);
        DoubleVector c02 = load(c, co + 2 * LANES);
        DoubleVector c10 = load(c, co + stride);
        DoubleVector c11 = load(c, co + stride + LANES);
        DoubleVector c12 = load(c, co + stride + 2 * LANES);
        DoubleVector c20 = load(c, co + 2 * stride);
        DoubleVector c21 = load(c, co + 2 * stride + LANES);
        DoubleVector c22 = load(c, co + 2 * stride + 2 * LANES);
        DoubleVector c30 = load(c, co + 3 * stride);
        DoubleVector c31 = load(c, co + 3 * stride + LANES);
        DoubleVector c32 = load(c, co + 3 * stride + 2 * LANES);
        for (int p = 0; p < k; p++, ao += 4, bo += 3 * LANES) {
            DoubleVector b0 = load(b, bo);
            DoubleVector b1 = load(b, bo + LANES);
            DoubleVector b2 = load(b, bo + 2 * LANES);
            DoubleVector a0 = broadcast(a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = broadcast(a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = broadcast(a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = broadcast(a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c12.intoArray(c, co + stride + 2 * LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c22.intoArray(c, co + 2 * stride + 2 * LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c32.intoArray(c, co + 3 * stride + 2 * LANES);
    }
}
