package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The loss of Huber (Robust estimation of a location parameter, 1964): squared for small errors
 * {@code d = prediction - target}, linear for large ones, so that single large errors weigh less. For each element
 *
 * <pre>{@code
 * d^2 / 2                     if |d| <= delta
 * delta (|d| - delta / 2)     else
 * }</pre>
 *
 * @param delta where the line begins; finite, above 0
 * @param reduction of the elements' losses
 */
public record Huber(double delta, Reduction reduction) implements Loss {
    private static final String NAME = "huber";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if delta is not finite and above 0
     */
    public Huber {
        Check.positive(NAME + ": delta", delta);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with delta 1. */
    public Huber() {
        this(1, Reduction.MEAN);
    }

    /** The same with another delta. */
    public Huber delta(double delta) {
        return new Huber(delta, reduction);
    }

    /** The same with another reduction. */
    public Huber reduction(Reduction reduction) {
        return new Huber(delta, reduction);
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
        return reduction.of(NAME, losses(prediction.sub(target), delta));
    }

    /** Both formulas in one: c (d - c / 2) with c = d cut off at delta. Unlike |d|, it is smooth at 0. */
    static Tensor losses(Tensor d, double delta) {
        Tensor c = d.clamp(-delta, delta);
        return c.mul(d.sub(c.mul(0.5)));
    }
}
