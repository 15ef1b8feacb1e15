package org.autodiff.internal.kernel;

/** From which sizes on a shortcut, a block or a thread pays: measured, and in one place. */
public final class Limits {
    /** Rows of fewer elements have the exponentials' shift found by a plain loop: a vector does not pay. */
    static final int SHORT_SOFTMAX = 16;

    /** Elements of short rows that one call of a function gets: it forgets the call, and they stay in the cache. */
    static final int ROWS_AT_ONCE = 2048;

    /** Rows of at most so many elements are summed by an expression each: a call for each would cost more. */
    static final int SHORT_SUM = 8;

    /** Of rows of at most so many elements a plain loop finds the largest: one vector and a tail are slower. */
    static final int SHORT_EXTREME = 15;

    /** Of fewer columns, in at most {@link #FEW_ROWS} rows, each is reduced by itself. */
    static final int FEW_COLUMNS = 8;

    static final int FEW_ROWS = 16;

    /** Rows that are scanned at once: enough to hide what an element waits for, few enough for the cache's ways. */
    public static final int ROWS_SIDE_BY_SIDE = 8;

    /** Neighbouring ways that are scanned at once: what they carry stays in the first-level cache. */
    public static final int NEIGHBOURS_SIDE_BY_SIDE = 512;

    private Limits() {}
}
