package org.autodiff;

/** What a quantile is that falls between two elements, as in NumPy; see {@link OrderOps#quantile}. */
public enum Interpolation {
    /** As far between them as the quantile is. */
    LINEAR,
    /** The lower one. */
    LOWER,
    /** The higher one. */
    HIGHER,
    /** The nearer one; if both are as near, the one at an even position. */
    NEAREST,
    /** The mean of both. */
    MIDPOINT
}
