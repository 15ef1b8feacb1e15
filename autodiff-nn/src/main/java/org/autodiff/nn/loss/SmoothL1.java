package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The absolute error, rounded off at 0: for each element, with {@code d = prediction - target},
 *
 * <pre>{@code
 * d^2 / (2 beta)     if |d| < beta
 * |d| - beta / 2     else
 * }</pre>
 *
 * <p>(Girshick, Fast R-CNN, 2015, equation 3.) It is {@link Huber} with {@code delta = beta}, divided by beta; for beta
 * 0 it is {@link Mae}.
 *
 * @param beta where the line begins; finite, at least 0
 * @param reduction of the elements' losses
 */
public record SmoothL1(double beta, Reduction reduction) implements Loss {
    private static final String NAME = "smoothL1";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if beta is not finite and at least 0
     */
    public SmoothL1 {
        Check.notNegative(NAME + ": beta", beta);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with beta 1. */
    public SmoothL1() {
        this(1, Reduction.MEAN);
    }

    /** The same with another beta. */
    public SmoothL1 beta(double beta) {
        return new SmoothL1(beta, reduction);
    }

    /** The same with another reduction. */
    public SmoothL1 reduction(Reduction reduction) {
        return new SmoothL1(beta, reduction);
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
        Tensor d = prediction.sub(target);
        return reduction.of(NAME, beta == 0 ? d.abs() : Huber.losses(d, beta).div(beta));
    }
}
