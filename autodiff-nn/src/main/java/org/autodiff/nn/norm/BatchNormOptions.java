package org.autodiff.nn.norm;

import org.autodiff.nn.internal.Check;

/**
 * The options of a batch normalisation, beside its channels.
 *
 * <pre>{@code
 * new BatchNormOptions().momentum(0.01).eps(1e-3)
 * }</pre>
 *
 * @param eps added to the variance, at least 0; 1e-5 by default
 * @param momentum the weight of a new batch in the running statistics, in [0, 1]; 0.1 by default. NaN stands for the
 *     plain mean of all batches, see {@link #cumulative}
 * @param affine whether there is a weight and a bias; true by default
 * @param tracked whether there are running statistics; true by default. Without them, evaluation uses those of the
 *     batch, too
 */
public record BatchNormOptions(double eps, double momentum, boolean affine, boolean tracked) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if eps is negative or not finite, or the momentum outside of [0, 1]
     */
    public BatchNormOptions {
        Check.notNegative("batchNorm: eps", eps);
        if (!Double.isNaN(momentum)) {
            Check.probability("batchNorm: momentum", momentum);
        }
    }

    /** The defaults. */
    public BatchNormOptions() {
        this(1e-5, 0.1, true, true);
    }

    /** The same with another eps. */
    public BatchNormOptions eps(double value) {
        return new BatchNormOptions(value, momentum, affine, tracked);
    }

    /**
     * The same with another momentum.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public BatchNormOptions momentum(double value) {
        Check.probability("batchNorm: momentum", value); // refuses NaN, which would mean cumulative
        return new BatchNormOptions(eps, value, affine, tracked);
    }

    /** The same with running statistics that are the mean over all batches: PyTorch's {@code momentum=None}. */
    public BatchNormOptions cumulative() {
        return new BatchNormOptions(eps, Double.NaN, affine, tracked);
    }

    /** The same with or without weight and bias. */
    public BatchNormOptions affine(boolean learned) {
        return new BatchNormOptions(eps, momentum, learned, tracked);
    }

    /** The same with or without running statistics. */
    public BatchNormOptions tracked(boolean kept) {
        return new BatchNormOptions(eps, momentum, affine, kept);
    }

    boolean isCumulative() {
        return Double.isNaN(momentum);
    }
}
