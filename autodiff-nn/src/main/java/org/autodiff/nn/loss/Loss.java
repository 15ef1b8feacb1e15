package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * How far a prediction is from its target: small when it is good. Immutable: methods for options return a changed copy,
 * as in {@code new Huber().delta(2).reduction(Reduction.SUM)}.
 *
 * <p>Losses that compare something else, such as labels or three tensors, have an {@code apply} of their own.
 */
@FunctionalInterface
public interface Loss {
    /**
     * The loss of a prediction. Differentiable with respect to both arguments, any number of times; but a
     * target that only selects has no gradient.
     *
     * @throws IllegalArgumentException if the shapes differ: they are never broadcast
     */
    Tensor apply(Tensor prediction, Tensor target);
}
