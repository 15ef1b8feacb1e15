package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.load;

/**
 * Matrix multiplication by packed panels and a register tile, after Goto and van de Geijn, <i>Anatomy of
 * High-Performance Matrix Multiplication</i> (ACM TOMS 34, 2008).
 *
 * <p>b is copied into <i>panels</i> of {@link #COLUMNS} columns, in the order in which the tile reads them ({@link
 * Panels}). A panel serves a block of the rows of a before the next panel comes. Rows of a that lie along the inner
 * index are read where they are, others are copied into panels too. A b that meets few rows of a only is not copied.
 *
 * <p><b>Bits.</b> An element of c is a chain of fmas for each KC inner indices, and these added in order. So it depends
 * on its row and column alone: not on the vector width, the size of c, or how rows and columns are dealt to threads.
 */
final class BlockedMatmul {

    /**
     * Inner indices in a block, part of the definition of the bits; even. A panel of b takes 24 KB with 512 bits,
     * three quarters of a first-level cache. With 256, which spares c some passes, products took 5 to 15 % longer.
     */
    static final int KC = 96;

    /** Rows of a tile. */
    private static final int ROWS = 4;

    /** Columns of a panel: four vectors, 16 sums in 32 registers; with 256 bits three, 12 sums in 16 registers. */
    private static final int COLUMNS = (LANES == 4 ? 3 : 4) * LANES;

    /** Rows of a in a block. */
    private static final int MC = 64;

    /**
     * Columns of b in a block. With 512 bits: 384 KB of b and 256 KB of c share the second-level cache with 48 KB of
     * a.
     */
    private static final int NC = 16 * COLUMNS;

    /**
     * Where the panels begin in their array. An array of more than half a region of the G1 collector starts at the
     * beginning of one, with a header of 16 bytes; six numbers on begins a line of the cache, and no vector that is
     * loaded from there crosses one. Measured with 512 bits: a product is faster by a tenth. Elsewhere it does no
     * harm.
     */
    private static final int ALIGNED = 6;

    /**
     * Numbers in an array of more than half a region: the smallest regions have 1 MB, and heaps up to 4 GB have
     * these.
     */
    private static final int HALF_A_REGION = 64 * 1024;

    private static final ThreadLocal<BlockedMatmul> OF_THREAD = ThreadLocal.withInitial(BlockedMatmul::new);

    // Scratch; what it held before is never read.
    private final double[] packedA = new double[MC * KC];
    private double[] packedB = {};

    /** A tile that overlaps the edge of c. */
    private final double[] tile = new double[ROWS * COLUMNS];

    // The product at hand: element (i, p) of a is at ao + i * aRow + p * aInner, element (p, j) of b at bo + p * bInner
    // + j * bColumn.
    private double[] a;
    private int aRow;
    private int aInner;
    private double[] b;
    private int bInner;
    private int bColumn;
    private double[] c;
    private int stride;

    private BlockedMatmul() {}

    /**
     * c = a b for matrices given by steps: element (i, p) of a is at {@code ao + i * aRow + p * aInner}, element (p,
     * j) of b at {@code bo + p * bInner + j * bColumn}; in each matrix one step is 1. The rows of c are {@code stride}
     * apart; m, k, n >= 1.
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
            int stride,
            int m,
            int k,
            int n) {
        int parts = (int) Math.min(Parallel.threads(), (long) m * k * n / Limits.MULTIPLICATIONS_A_THREAD);
        if (parts <= 1) {
            multiplyPart(a, ao, aRow, aInner, b, bo, bInner, bColumn, c, co, stride, m, k, n);
        } else if (m >= n) {
            Parallel.split(
                    m,
                    ROWS,
                    m / parts,
                    (i, end) -> multiplyPart(
                            a,
                            ao + i * aRow,
                            aRow,
                            aInner,
                            b,
                            bo,
                            bInner,
                            bColumn,
                            c,
                            co + i * stride,
                            stride,
                            end - i,
                            k,
                            n));
        } else {
            Parallel.split(
                    n,
                    LANES,
                    n / parts,
                    (j, end) -> multiplyPart(
                            a,
                            ao,
                            aRow,
                            aInner,
                            b,
                            bo + j * bColumn,
                            bInner,
                            bColumn,
                            c,
                            co + j,
                            stride,
                            m,
                            k,
                            end - j));
        }
    }

    private static void multiplyPart(
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
            int stride,
            int m,
            int k,
            int n) {
        BlockedMatmul product = OF_THREAD.get();
        product.a = a;
        product.aRow = aRow;
        product.aInner = aInner;
        product.b = b;
        product.bInner = bInner;
        product.bColumn = bColumn;
        product.c = c;
        product.stride = stride;
        if (bColumn == 1 && m <= Limits.UNPACKED_ROWS) {
            product.fewRows(ao, bo, co, m, k, n);
        } else {
            product.manyRows(ao, bo, co, m, k, n);
        }
        product.a = null; // a thread may live long
        product.b = null;
        product.c = null;
    }

    static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    // ---- b in place --------------------------------------------------------------------------------------------

    private void fewRows(int ao, int bo, int co, int m, int k, int n) {
        int whole = n / LANES * LANES;
        for (int p = 0; p < k; p += KC) {
            int depth = Math.min(KC, k - p);
            int from = bo + p * bInner;
            Panels.pack(a, ao + p * aInner, aRow, aInner, m, depth, ROWS, packedA, 0);
            for (int j = 0; j < whole; j += COLUMNS) {
                packedTiles(b, from + j, bInner, depth, co + j, m, Math.min(COLUMNS, whole - j), p == 0);
            }
            if (whole < n) { // not a vector: with zeros beside it
                packedB = atLeast(LANES * KC, packedB);
                Panels.pack(b, from + whole, 1, bInner, n - whole, depth, LANES, packedB, 0);
                packedTiles(packedB, 0, LANES, depth, co + whole, m, n - whole, p == 0);
            }
        }
    }

    // ---- b in panels -------------------------------------------------------------------------------------------

    private void manyRows(int ao, int bo, int co, int m, int k, int n) {
        int needed = Math.min(roundUp(n, LANES), NC) * Math.min(k, KC);
        packedB = atLeast(ALIGNED + (needed > NC * KC / 4 ? Math.max(NC * KC, HALF_A_REGION) : needed), packedB);
        for (int j = 0; j < n; j += NC) {
            int columns = Math.min(NC, n - j);
            int whole = columns / COLUMNS * COLUMNS;
            for (int p = 0; p < k; p += KC) {
                int depth = Math.min(KC, k - p);
                int from = bo + p * bInner + j * bColumn;
                Panels.pack(b, from, bColumn, bInner, whole, depth, COLUMNS, packedB, ALIGNED);
                if (whole < columns) {
                    int width = roundUp(columns - whole, LANES);
                    Panels.pack(
                            b,
                            from + whole * bColumn,
                            bColumn,
                            bInner,
                            columns - whole,
                            depth,
                            width,
                            packedB,
                            ALIGNED + whole * depth);
                }
                for (int i = 0; i < m; i += MC) {
                    int rows = Math.min(MC, m - i);
                    block(ao + i * aRow + p * aInner, depth, co + i * stride + j, rows, columns, p == 0);
                }
            }
        }
    }

    private static double[] atLeast(int length, double[] x) {
        return x.length >= length ? x : new double[length];
    }

    /** Some rows of a, from {@code ao}, times the panels of b from {@code bo}. */
    private void block(int ao, int depth, int co, int rows, int columns, boolean first) {
        boolean inPlace = aInner == 1 && depth % 2 == 0;
        if (!inPlace) {
            Panels.pack(a, ao, aRow, aInner, rows, depth, ROWS, packedA, 0);
        }
        for (int j = 0; j < columns; j += COLUMNS) {
            int width = Math.min(COLUMNS, columns - j);
            if (inPlace) {
                rowsTiles(ao, ALIGNED + j * depth, depth, co + j, rows, width, first);
            } else {
                packedTiles(packedB, ALIGNED + j * depth, roundUp(width, LANES), depth, co + j, rows, width, first);
            }
        }
    }

    // ---- one panel of columns times many tiles of rows -----------------------------------------------------------

    private void rowsTiles(int ao, int bo, int depth, int co, int rows, int width, boolean first) {
        int vectors = roundUp(width, LANES) / LANES;
        for (int i = 0; i < rows; i += ROWS) {
            int height = Math.min(ROWS, rows - i);
            int a0 = ao + i * aRow;
            // Where rows are missing the last one is computed again, and not stored.
            int a1 = a0 + Math.min(1, height - 1) * aRow;
            int a2 = a0 + Math.min(2, height - 1) * aRow;
            int a3 = a0 + (height - 1) * aRow;
            int at = co + i * stride;
            if (first && height == ROWS && width == vectors * LANES) {
                RowsTile.multiply(vectors, a, a0, a1, a2, a3, packedB, bo, depth, c, at, stride);
            } else {
                RowsTile.multiply(vectors, a, a0, a1, a2, a3, packedB, bo, depth, tile, 0, COLUMNS);
                putTile(at, height, width, first);
            }
        }
    }

    private void packedTiles(double[] b, int bo, int bStep, int depth, int co, int rows, int width, boolean first) {
        int vectors = roundUp(width, LANES) / LANES;
        for (int i = 0; i < rows; i += ROWS) {
            int height = Math.min(ROWS, rows - i);
            int at = co + i * stride;
            if (first && height == ROWS && width == vectors * LANES) {
                PackedTile.multiply(vectors, packedA, i * depth, b, bo, bStep, depth, c, at, stride);
            } else {
                PackedTile.multiply(vectors, packedA, i * depth, b, bo, bStep, depth, tile, 0, COLUMNS);
                putTile(at, height, width, first);
            }
        }
    }

    private void putTile(int at, int height, int width, boolean first) {
        if (!first && height == ROWS && width == COLUMNS) {
            for (int from = 0; from < ROWS * COLUMNS; from += COLUMNS, at += stride) {
                for (int j = 0; j < COLUMNS; j += LANES) {
                    load(c, at + j).add(load(tile, from + j)).intoArray(c, at + j);
                }
            }
        } else {
            putPart(tile, COLUMNS, c, at, stride, height, width, first);
        }
    }

    /** Stores or adds the part of a tile that lies within c. */
    static void putPart(
            double[] tile, int columns, double[] c, int co, int stride, int height, int width, boolean first) {
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double sum = tile[i * columns + j];
                c[co + i * stride + j] = first ? sum : sum + c[co + i * stride + j];
            }
        }
    }
}
