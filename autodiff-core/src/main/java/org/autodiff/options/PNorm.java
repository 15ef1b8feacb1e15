package org.autodiff.options;

/**
 * The power of a norm of numbers, {@code (sum |x|^p)^(1/p)}; see {@code Tensor.norm(PNorm, int...)}. A type of its own,
 * so that p cannot be mistaken for an axis. Norms of matrices that are not norms of their elements are in
 * {@link org.autodiff.Linalg.Norm}.
 *
 * @param p any number, also infinite
 */
public record PNorm(double p) {
    /** The sum of the absolute values. */
    public static final PNorm ONE = new PNorm(1);

    /** The root of the sum of squares: the Euclidean length. */
    public static final PNorm TWO = new PNorm(2);

    /** The largest absolute value: the limit for large p. */
    public static final PNorm MAX = new PNorm(Double.POSITIVE_INFINITY);

    /**
     * A power.
     *
     * @throws IllegalArgumentException if it is NaN
     */
    public PNorm {
        if (Double.isNaN(p)) {
            throw new IllegalArgumentException("norm: p is NaN");
        }
    }

    /** The norm of a power. */
    public static PNorm of(double p) {
        return new PNorm(p);
    }
}
