package org.autodiff.internal.kernel;

/**
 * From which sizes on a thread, a chunk or a shortcut pays: all of them measured, and all in this place. Each says its
 * unit and its reason. The machine had 512-bit vectors, 32 to 48 KB of first-level and 1 to 2 MB of second-level cache
 * a core.
 *
 * <p><b>No bit of a result depends on them.</b> So they may be changed, with a benchmark. What decides bits stands with
 * the sum that it defines ({@link Reductions}, {@link BlockedMatmul}, the blocks in {@code linalg}), and the shape of a
 * tile with its loop.
 */
public final class Limits {

    // ---- threads: what one of them should have at least, for waking it takes microseconds --------------------------

    /** Elements of cheap elementwise work, some 20 us. */
    static final int ELEMENTS_A_THREAD = 32 * 1024;

    /** Elements of a matrix that is read once, for its product with a vector. */
    static final int READS_A_THREAD = 64 * 1024;

    /** Multiplications in a product of matrices, some 20 us. */
    static final int MULTIPLICATIONS_A_THREAD = 500_000;

    // ---- chunks: what is worked on at a time, so that it stays in a cache ------------------------------------------

    /** Elements of a chunk on the way back: few enough for the caches, so many that a rule's calls do not count. */
    public static final int BACKWARD_CHUNK = 4096;

    /** Elements of an array that the way back takes in chunks; smaller ones are in the second-level cache anyway. */
    public static final int CHUNKED_ARRAY = 16 * 1024;

    /** Elements of a chunk that goes through all gates of a program: its values are in the first-level cache. */
    public static final int FUSED_CHUNK = 512;

    /** Elements that are copied to the start of an array, where the loop of a gate begins. */
    public static final int COPIED_PIECE = 1024;

    /** Elements of a block of short runs: those of a few arrays fit in the first-level cache. */
    public static final int BLOCK_OF_RUNS = 1024;

    /** Elements of short rows that one call of a function gets: it forgets the call, and they stay in the cache. */
    static final int ROWS_AT_ONCE = 2048;

    /** Sums that a vector times a matrix forms at once: half of a first-level cache. */
    static final int SUMS_AT_ONCE = 2048;

    /** Elements between two passes of one vector function: what they hand on stays in the first-level cache. */
    static final int PASS_CHUNK = 256;

    /** Elements that the loop for rare cases does before the common one tries again: rare ones are seldom alone. */
    static final int RARE_STRETCH = 64;

    /** Rows that are scanned at once: enough to hide what an element waits for, few enough for the cache's ways. */
    public static final int ROWS_SIDE_BY_SIDE = 8;

    /** Neighbouring ways that are scanned at once: what they carry stays in the first-level cache. */
    public static final int NEIGHBOURS_SIDE_BY_SIDE = 512;

    /** Small blocks of which the first elements are copied, then all the second ones: they stay in the cache. */
    public static final int BLOCKS_SIDE_BY_SIDE = 256;

    /** Rows and columns of the tiles in which a matrix is transposed: two of them fit in the first-level cache. */
    public static final int TRANSPOSED_TILE = 16;

    /** Elements in a line of the cache: where a thread's share begins, lest two threads write to one line. */
    public static final int CACHE_LINE = 8;

    // ---- shortcuts: up to these sizes the general way costs more than it gains -------------------------------------

    /**
     * Multiplications of a product of matrices up to which, if there are many, they are done without choosing a way for
     * each.
     */
    static final int TINY_PRODUCT = 512;

    /** Elements of what is repeated along leading axes up to which copies of it are made, to be read in one go. */
    public static final int REPEATED_BY_COPIES = 128;

    /** Elements of a run from which on it is worth a call. */
    public static final int RUN_WORTH_A_CALL = 16;

    /**
     * Elements in short runs from which on it pays to cut them into blocks: fewer calls cost less than preparing it.
     */
    public static final int SHORT_RUNS_WORTH_A_BLOCK = 512;

    /** Elements of a block that is too short for a loop of its own: many blocks go side by side. */
    public static final int NARROW_BLOCK = 8;

    /** Rows that are selected from each block, likewise. */
    public static final int FEW_SELECTED = 8;

    /** Elements of rows that are summed by an expression each: a call for each would cost more. */
    static final int SHORT_SUM = 8;

    /** Elements of rows whose largest a plain loop finds: one vector and a tail are slower. */
    static final int SHORT_EXTREME = 15;

    /** Elements from which on a vector finds the shift of a row's exponentials, not a plain loop. */
    static final int SHORT_SOFTMAX = 16;

    /** Elements of a part of a ranking that is sorted by insertion. */
    static final int SHORT_SORT = 16;

    /** Columns of which, if they are fewer, in at most {@link #FEW_ROWS} rows, each is reduced by itself. */
    static final int FEW_COLUMNS = 8;

    /** Rows; see {@link #FEW_COLUMNS}. */
    static final int FEW_ROWS = 16;

    // ---- shortcuts of products of matrices -------------------------------------------------------------------------

    /** Multiplications up to which the vector kernels do not pack the left matrix. */
    static final int UNPACKED_PRODUCT = 4_000;

    /** Rows of the left matrix up to which the vector kernels do not pack the right one. */
    static final int UNPACKED_ROWS = 16;

    /** Multiplications up to which the scalar kernels do not copy the right matrix. */
    static final int UNCOPIED_PRODUCT = 8_000;

    /** Rows, or columns, of the product up to which they do not copy it either. */
    static final int UNCOPIED_ROWS = 4;

    /**
     * Columns of the product from which on the scalar kernels go along them: a short inner loop is hardly worth its
     * start, so with fewer columns, and more rows than that, the two are exchanged.
     */
    static final int LONG_COLUMNS = 64;

    private Limits() {}
}
