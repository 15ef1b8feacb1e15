package org.autodiff.internal.kernel;

/** From which sizes on a shortcut, a block or a thread pays: measured, and in one place. */
public final class Limits {
    /** Rows of fewer elements have the exponentials' shift found by a plain loop: a vector does not pay. */
    static final int SHORT_SOFTMAX = 16;

    /** Elements of short rows that one call of a function gets: it forgets the call, and they stay in the cache. */
    static final int ROWS_AT_ONCE = 2048;

    /** Rows of so few elements are reduced by a plain loop: a call for each would cost more. */
    static final int SHORT_ROW = 8;

    /** Columns of rows of so few elements likewise. */
    static final int FEW_COLUMNS = 16;

    /** Rows that are scanned at once: enough to hide what an element waits for, few enough for the cache's ways. */
    public static final int ROWS_SIDE_BY_SIDE = 8;

    /** Neighbouring ways that are scanned at once: what they carry stays in the first-level cache. */
    public static final int NEIGHBOURS_SIDE_BY_SIDE = 512;

    private Limits() {}
}
