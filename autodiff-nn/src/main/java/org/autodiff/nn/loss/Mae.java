package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The absolute error {@code |prediction - target|} of every element, by default their mean; PyTorch's {@code L1Loss}.
 * Its derivative is 0 where they are equal.
 *
 * @param reduction of the elements' errors
 */
public record Mae(Reduction reduction) implements Loss {
    private static final String NAME = "mae";

    /** With a chosen reduction. */
    public Mae {
        Reduction.check(NAME, reduction);
    }

    /** The mean absolute error. */
    public Mae() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public Mae reduction(Reduction reduction) {
        return new Mae(reduction);
    }

    /**
     * The loss.
     *
     * @param prediction of any shape
     * @param target of the same shape
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, or the mean of no elements is asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        return reduction.of(NAME, prediction.sub(target).abs());
    }
}
