package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Matrix multiplication by packed panels and a register tile, after Goto and van de Geijn, <i>Anatomy of
 * High-Performance Matrix Multiplication</i> (ACM TOMS 34, 2008).
 *
 * <p>The product is a sum over blocks of {@link #KC} inner indices. For each, a block of b is copied into <i>panels</i>
 * of {@link #COLUMNS} columns and a block of a into panels of {@link #ROWS} rows, both in the order in which the tile
 * reads them; the copy also undoes a transposition and pads the edge with zeros. The tile keeps ROWS x COLUMNS sums in
 * registers, so that each number it loads takes part in many multiplications. A panel of a stays in the first-level
 * cache, the block of b in the second. (Goto has it the other way round; but walking along the rows of c lets the
 * hardware prefetch them, which Java cannot ask for. Measured at n = 1024: a fifth faster.) Small products and products
 * with a vector take shorter ways.
 *
 * <p><b>Bits.</b> Whatever way it takes, an element of c is a chain of fmas for each KC inner indices, and these added
 * in order. So it depends on its row and column alone: not on the vector width, the size of c, or how rows and columns
 * will be dealt to threads. (One exception, decided by the shape: a vector times what is stored as rows along the inner
 * index is {@link Kernels#dot} of each row.)
 */
final class VectorMatmul {

    /**
     * Inner indices in a block, part of the definition of the bits. With 96 the tile alone is a tenth faster, because a
     * panel of b then fits the first-level cache too, but c is read and written more often.
     */
    private static final int KC = 256;

    /**
     * Rows of a tile: with three vectors of columns, 24 sums of 512 bits in 32 registers or 12 sums of 256 bits in 16.
     * (NEON has 32 registers of 128 bits.) Measured with 512 bits: 6 x 3, 8 x 2 and 12 x 2 are 5 to 15 % slower, larger
     * ones spill.
     */
    private static final int ROWS = LANES == 8 || "aarch64".equals(System.getProperty("os.arch")) ? 8 : 4;

    private static final int COLUMNS = 3 * LANES;

    /** Rows of a in a block, 128 KB. */
    private static final int MC = 64;

    /** Columns of b in a block: 576 KB with 512-bit vectors, which leaves room in a second-level cache of 1 MB. */
    private static final int NC = 12 * COLUMNS;

    /** Up to so many multiplications (about 32 x 32 x 32) packing costs more than it gains. */
    private static final long SMALL_PRODUCT = 40_000;

    private VectorMatmul() {}

    /** Scratch, one set for each thread, grown as needed to at most 0.7 MB. What it held before is never read. */
    private static final class Packs {

        private static final ThreadLocal<Packs> OF_THREAD = ThreadLocal.withInitial(Packs::new);

        double[] a = {};
        double[] b = {};

        /** The tiles that overlap the edge of c. */
        final double[] tile = new double[ROWS * COLUMNS];

        /** A row of sums in {@link #vectorTimesRows}, half of a first-level cache. */
        final double[] row = new double[2048];

        static Packs of(int rows, int inner, int columns) {
            Packs packs = OF_THREAD.get();
            packs.a = atLeast(roundUp(Math.min(rows, MC), ROWS) * Math.min(inner, KC), packs.a);
            packs.b = atLeast(roundUp(Math.min(columns, NC), COLUMNS) * Math.min(inner, KC), packs.b);
            return packs;
        }

        private static double[] atLeast(int length, double[] x) {
            return x.length >= length ? x : new double[length];
        }
    }

    private static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    static void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        if (m == 0 || n == 0 || k == 0) {
            Arrays.fill(c, co, co + m * n, 0.0);
        } else if (n == 1 && !ta) {
            rowsTimesVector(a, ao, b, bo, c, co, m, k);
        } else if (n == 1) {
            vectorTimesRows(b, bo, a, ao, c, co, k, m);
        } else if (m == 1 && tb) {
            rowsTimesVector(b, bo, a, ao, c, co, n, k);
        } else if (m == 1) {
            vectorTimesRows(a, ao, b, bo, c, co, k, n);
        } else if (m < ROWS || (long) m * k * n <= SMALL_PRODUCT) {
            multiplySmall(a, ao, ta ? 1 : k, ta ? m : 1, b, bo, tb ? 1 : n, tb ? k : 1, c, co, m, k, n);
        } else {
            multiply(a, ao, ta ? 1 : k, ta ? m : 1, b, bo, tb ? 1 : n, tb ? k : 1, c, co, m, k, n);
        }
    }

    // ---- vectors -----------------------------------------------------------------------------------------------

    private static void rowsTimesVector(
            double[] x, int xo, double[] v, int vo, double[] y, int yo, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            y[yo + i] = VectorKernels.dotProduct(x, xo + i * columns, v, vo, columns);
        }
    }

    /**
     * y = the sum of the rows of x, weighted by v: along the rows, as they lie in memory, four at a time. The sum of a
     * block of KC rows is formed apart and added, as in the products below.
     */
    private static void vectorTimesRows(
            double[] v, int vo, double[] x, int xo, double[] y, int yo, int rows, int columns) {
        double[] sums = Packs.OF_THREAD.get().row;
        for (int j = 0; j < columns; j += sums.length) {
            int n = Math.min(sums.length, columns - j);
            for (int p = 0; p < rows; p += KC) {
                Arrays.fill(sums, 0, n, 0.0);
                int end = Math.min(p + KC, rows);
                int row = p;
                for (; row <= end - 4; row += 4) {
                    addFourRows(v, vo + row, x, xo + row * columns + j, columns, sums, n);
                }
                for (; row < end; row++) {
                    addRow(v[vo + row], x, xo + row * columns + j, sums, n);
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
        Packs packs = Packs.of(4, k, LANES);
        for (int p = 0; p < k; p += KC) {
            int inner = Math.min(KC, k - p);
            for (int j = 0; j < n; j += LANES) {
                int width = Math.min(LANES, n - j);
                int from = bo + p * bInner + j * bColumn;
                boolean inPlace = bColumn == 1 && width == LANES;
                if (!inPlace) {
                    pack(b, from, bColumn, bInner, width, inner, LANES, packs.b);
                }
                double[] panel = inPlace ? b : packs.b;
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
                            whole ? c : packs.tile,
                            whole ? at : 0,
                            whole ? n : LANES);
                    if (!whole) {
                        putPart(packs.tile, LANES, c, at, n, height, width, p == 0);
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

    /** Stores or adds the part of a tile that lies within c. */
    private static void putPart(
            double[] tile, int columns, double[] c, int co, int stride, int height, int width, boolean first) {
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double sum = tile[i * columns + j];
                c[co + i * stride + j] = first ? sum : c[co + i * stride + j] + sum;
            }
        }
    }

    // ---- large products ----------------------------------------------------------------------------------------

    /**
     * c = a b for matrices given by steps: element (i, p) of a is at {@code ao + i * aRow + p * aInner}, element (p,
     * j) of b at {@code bo + p * bInner + j * bColumn}; in each matrix one step is 1. c is contiguous, m, k, n >= 1.
     */
    private static void multiply(
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
                    multiplyBlock(packs, inner, c, co + i * n + j, n, rows, columns, p == 0);
                }
            }
        }
    }

    /**
     * Copies {@code count} lines (rows of a, columns of b) of {@code inner} elements into panels of {@code width}
     * lines; within a panel the elements of one inner index lie side by side. Lines missing from the last panel are
     * zeros.
     */
    private static void pack(
            double[] x, int xo, int lineStep, int innerStep, int count, int inner, int width, double[] y) {
        int whole = count / width * width;
        if (lineStep == 1) {
            copySideBySide(x, xo, innerStep, whole, inner, width, y);
        } else {
            for (int line = 0; line < whole; line += width) {
                transpose(x, xo + line * lineStep, lineStep, width, inner, width, y, line * inner);
            }
        }
        if (whole < count) {
            int yo = whole * inner;
            Arrays.fill(y, yo, yo + width * inner, 0.0);
            for (int line = whole; line < count; line++) {
                copyLine(x, xo + line * lineStep, innerStep, inner, width, y, yo + line - whole);
            }
        }
    }

    /**
     * Lines that lie side by side in x, whole panels of them: read along memory, because a panel's own part of it is
     * short.
     */
    private static void copySideBySide(double[] x, int xo, int innerStep, int count, int inner, int width, double[] y) {
        for (int p = 0; p < inner; p++) {
            int from = xo + p * innerStep;
            for (int line = 0, to = p * width; line < count; line += width, to += width * inner) {
                for (int i = 0; i < width; i += LANES) {
                    load(x, from + line + i).intoArray(y, to + i);
                }
            }
        }
    }

    private static void transpose(
            double[] x, int xo, int lineStep, int lines, int inner, int width, double[] y, int yo) {
        int line = 0;
        for (; line <= lines - 4; line += 4) {
            copyFourLines(x, xo + line * lineStep, lineStep, inner, width, y, yo + line);
        }
        for (; line < lines; line++) {
            copyLine(x, xo + line * lineStep, 1, inner, width, y, yo + line);
        }
    }

    /** A transposition: four lines at a time, which share the lines of the cache that they write. */
    private static void copyFourLines(double[] x, int xo, int lineStep, int inner, int width, double[] y, int yo) {
        int x1 = xo + lineStep;
        int x2 = x1 + lineStep;
        int x3 = x2 + lineStep;
        for (int p = 0, to = yo; p < inner; p++, to += width) {
            y[to] = x[xo + p];
            y[to + 1] = x[x1 + p];
            y[to + 2] = x[x2 + p];
            y[to + 3] = x[x3 + p];
        }
    }

    private static void copyLine(double[] x, int xo, int innerStep, int inner, int width, double[] y, int yo) {
        for (int p = 0; p < inner; p++) {
            y[yo + p * width] = x[xo + p * innerStep];
        }
    }

    /** The tiles of one packed block, row by row. */
    private static void multiplyBlock(
            Packs packs, int inner, double[] c, int co, int stride, int rows, int columns, boolean first) {
        for (int i = 0; i < rows; i += ROWS) {
            int height = Math.min(ROWS, rows - i);
            for (int j = 0; j < columns; j += COLUMNS) {
                int width = Math.min(COLUMNS, columns - j);
                int at = co + i * stride + j;
                if (height == ROWS && width == COLUMNS && first) {
                    tile(packs.a, i * inner, packs.b, j * inner, inner, c, at, stride);
                } else {
                    tile(packs.a, i * inner, packs.b, j * inner, inner, packs.tile, 0, COLUMNS);
                    if (height == ROWS && width == COLUMNS) {
                        addTile(packs.tile, c, at, stride);
                    } else {
                        putPart(packs.tile, COLUMNS, c, at, stride, height, width, first);
                    }
                }
            }
        }
    }

    private static void addTile(double[] tile, double[] c, int co, int stride) {
        for (int from = 0, to = co; from < ROWS * COLUMNS; from += COLUMNS, to += stride) {
            load(c, to).add(load(tile, from)).intoArray(c, to);
            load(c, to + LANES).add(load(tile, from + LANES)).intoArray(c, to + LANES);
            load(c, to + 2 * LANES).add(load(tile, from + 2 * LANES)).intoArray(c, to + 2 * LANES);
        }
    }

    /** c = a b for one tile. */
    private static void tile(double[] a, int ao, double[] b, int bo, int k, double[] c, int co, int stride) {
        if (ROWS == 8) {
            tile8x3(a, ao, b, bo, k, c, co, stride);
        } else {
            tile4x3(a, ao, b, bo, k, c, co, stride);
        }
    }

    // The tiles are written out, because C2 keeps a sum in a register only if it is a local variable that starts as a
    // zero of its own. And they are close to the most that C2 inlines into one method: beyond it
    // (NodeCountInliningCutoff in -XX:+PrintInlining) a sum is boxed and the same code runs two to ten times slower.
    // Loading c into the sums at the start, or even load() and broadcast() for what they stand for, was too much.
    // Measure after any change.

    private static void tile8x3(double[] a, int ao, double[] b, int bo, int k, double[] c, int co, int stride) {
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c02 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c12 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c22 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        DoubleVector c32 = DoubleVector.zero(SPECIES);
        DoubleVector c40 = DoubleVector.zero(SPECIES);
        DoubleVector c41 = DoubleVector.zero(SPECIES);
        DoubleVector c42 = DoubleVector.zero(SPECIES);
        DoubleVector c50 = DoubleVector.zero(SPECIES);
        DoubleVector c51 = DoubleVector.zero(SPECIES);
        DoubleVector c52 = DoubleVector.zero(SPECIES);
        DoubleVector c60 = DoubleVector.zero(SPECIES);
        DoubleVector c61 = DoubleVector.zero(SPECIES);
        DoubleVector c62 = DoubleVector.zero(SPECIES);
        DoubleVector c70 = DoubleVector.zero(SPECIES);
        DoubleVector c71 = DoubleVector.zero(SPECIES);
        DoubleVector c72 = DoubleVector.zero(SPECIES);
        for (int end = ao + 8 * k; ao < end; ao += 8, bo += 3 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[ao + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[ao + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[ao + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, a[ao + 7]);
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
        DoubleVector c00 = DoubleVector.zero(SPECIES);
        DoubleVector c01 = DoubleVector.zero(SPECIES);
        DoubleVector c02 = DoubleVector.zero(SPECIES);
        DoubleVector c10 = DoubleVector.zero(SPECIES);
        DoubleVector c11 = DoubleVector.zero(SPECIES);
        DoubleVector c12 = DoubleVector.zero(SPECIES);
        DoubleVector c20 = DoubleVector.zero(SPECIES);
        DoubleVector c21 = DoubleVector.zero(SPECIES);
        DoubleVector c22 = DoubleVector.zero(SPECIES);
        DoubleVector c30 = DoubleVector.zero(SPECIES);
        DoubleVector c31 = DoubleVector.zero(SPECIES);
        DoubleVector c32 = DoubleVector.zero(SPECIES);
        for (int end = ao + 4 * k; ao < end; ao += 4, bo += 3 * LANES) {
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bo);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bo + LANES);
            DoubleVector b2 = DoubleVector.fromArray(SPECIES, b, bo + 2 * LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[ao + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[ao + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[ao + 3]);
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
