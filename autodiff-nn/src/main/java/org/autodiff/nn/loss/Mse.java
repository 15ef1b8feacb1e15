package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The squared error {@code (prediction - target)^2} of every element, by default their mean.
 *
 * <p>The quadratic cost of Nielsen, Neural Networks and Deep Learning, equation 6, {@code 1/(2n) sum |y - a|^2} over n
 * samples, is half of that with {@link Reduction#BATCH_MEAN}:
 *
 * <pre>{@code
 * Tensor cost = new Mse(Reduction.BATCH_MEAN).apply(a, y).mul(0.5);
 * }</pre>
 *
 * @param reduction of the elements' errors
 */
public record Mse(Reduction reduction) implements Loss {
    private static final String NAME = "mse";

    /** With a chosen reduction. */
    public Mse {
        Reduction.check(NAME, reduction);
    }

    /** The mean squared error. */
    public Mse() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public Mse reduction(Reduction reduction) {
        return new Mse(reduction);
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
        return reduction.of(NAME, prediction.sub(target).square());
    }
}
