package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The logistic loss {@code log(1 + e^(-t s))} for each score s and target t, which is +1 or -1; by default the mean
 * over the elements. Finite for finite scores of any size.
 *
 * @param reduction of the elements' losses
 */
public record SoftMargin(Reduction reduction) implements Loss {
    private static final String NAME = "softMargin";

    /** With a chosen reduction. */
    public SoftMargin {
        Reduction.check(NAME, reduction);
    }

    /** The mean. */
    public SoftMargin() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public SoftMargin reduction(Reduction reduction) {
        return new SoftMargin(reduction);
    }

    /**
     * The loss.
     *
     * @param prediction scores of any shape
     * @param target of the same shape, +1 or -1
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a target is neither +1 nor -1, or the mean of no elements
     *     is asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireSigns(NAME, target);
        return reduction.of(NAME, target.mul(prediction).neg().softplus());
    }
}
