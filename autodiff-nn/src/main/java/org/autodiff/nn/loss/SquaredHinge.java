package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The square of the hinge loss, {@code max(0, 1 - t s)^2} for each score s and target t, which is +1 or -1; by default
 * the mean. Unlike {@link Hinge} it has no kink.
 *
 * @param reduction of the elements' losses
 */
public record SquaredHinge(Reduction reduction) implements Loss {
    private static final String NAME = "squaredHinge";

    /** With a chosen reduction. */
    public SquaredHinge {
        Reduction.check(NAME, reduction);
    }

    /** The mean. */
    public SquaredHinge() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public SquaredHinge reduction(Reduction reduction) {
        return new SquaredHinge(reduction);
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
        return reduction.of(NAME, Hinge.losses(NAME, prediction, target).square());
    }
}
