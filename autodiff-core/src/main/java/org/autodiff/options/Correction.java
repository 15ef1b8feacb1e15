package org.autodiff.options;

/**
 * What is subtracted from the number of elements before a sum of squares is divided by it, in {@code Tensor.var} and
 * {@code Tensor.std}: a type of its own, so that it cannot be mistaken for an axis.
 *
 * @param value the number subtracted
 */
public record Correction(double value) {
    /** None: divided by n. The variance of a whole population, and NumPy's default. */
    public static final Correction NONE = new Correction(0);

    /** One: divided by n - 1. The unbiased estimate of the variance from a sample, after Bessel; PyTorch's default. */
    public static final Correction BESSEL = new Correction(1);

    /**
     * A correction.
     *
     * @throws IllegalArgumentException if the number is negative or not finite
     */
    public Correction {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("correction: must be finite and not negative, got " + value);
        }
    }

    /** A correction by any number: 1.5 estimates the standard deviation of normal numbers with hardly any bias. */
    public static Correction of(double value) {
        return new Correction(value);
    }
}
