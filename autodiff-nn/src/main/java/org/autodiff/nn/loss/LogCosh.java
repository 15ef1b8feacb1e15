package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * {@code log(cosh(d))} of every error {@code d = prediction - target}, by default the mean: about {@code d^2 / 2} for
 * small errors and {@code |d| - log 2} for large ones, so that single large errors weigh less. The derivative is
 * {@code tanh(d)}, the second one {@code 1 - tanh(d)^2}: it is smooth everywhere, unlike {@link Huber}. At least 0.
 *
 * <p>Accurate for errors of any size: it neither overflows, nor loses the digits of small errors. Keras'
 * {@code LogCosh}; for a bend at another size than 1, scale both arguments.
 *
 * @param reduction of the elements' losses
 */
public record LogCosh(Reduction reduction) implements Loss {
    private static final String NAME = "logCosh";

    /** With a chosen reduction. */
    public LogCosh {
        Reduction.check(NAME, reduction);
    }

    /** The mean. */
    public LogCosh() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public LogCosh reduction(Reduction reduction) {
        return new LogCosh(reduction);
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
        return reduction.of(NAME, losses(prediction.sub(target)));
    }

    /** cosh(d) = 1 + 2 sinh(d / 2)^2 where that keeps the digits; else it is exp(|d|) (1 + exp(-2 |d|)) / 2. */
    private static Tensor losses(Tensor d) {
        Tensor size = d.abs();
        Tensor near = d.clamp(-1, 1).mul(0.5).sinh().square().mul(2).log1p();
        Tensor far = size.add(size.mul(-2).exp().log1p()).sub(Math.log(2));
        return Tensor.where(size.less(1), near, far);
    }
}
