package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The squared error {@code (prediction - target)^2} of every element, by default their mean.
 *
 * @param reduction of the elements' errors
 */
public record Mse(Reduction reduction) implements Loss {
    /** The mean squared error. */
    public Mse() {
        this(Reduction.MEAN);
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
        Targets.requireSameShape("mse", prediction, target);
        reduction.requireSome("mse", prediction.shape());
        return reduction.of(prediction.sub(target).square());
    }
}
