package org.autodiff.nn.norm;

import org.autodiff.nn.internal.Check;

/**
 * The options of a normalisation, beside its sizes.
 *
 * <pre>{@code
 * new NormOptions().eps(1e-6).bias(false)
 * }</pre>
 *
 * @param eps added to the variance, at least 0; 1e-5 by default
 * @param weight whether the normalised values are multiplied by a learned weight; true by default
 * @param bias whether a learned bias is added; true by default
 */
public record NormOptions(double eps, boolean weight, boolean bias) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if eps is negative or not finite
     */
    public NormOptions {
        Check.notNegative("norm: eps", eps);
    }

    /** The defaults. */
    public NormOptions() {
        this(1e-5, true, true);
    }

    /** The same with another eps. */
    public NormOptions eps(double value) {
        return new NormOptions(value, weight, bias);
    }

    /** The same with both weight and bias, or neither: PyTorch's {@code affine}. */
    public NormOptions affine(boolean learned) {
        return new NormOptions(eps, learned, learned);
    }

    /** The same with or without a bias. */
    public NormOptions bias(boolean learned) {
        return new NormOptions(eps, weight, learned);
    }

    String describe() {
        String small = eps == 1e-5 ? "" : ", eps " + eps;
        return small + (weight ? bias ? "" : ", no bias" : bias ? ", no weight" : ", not affine");
    }
}
