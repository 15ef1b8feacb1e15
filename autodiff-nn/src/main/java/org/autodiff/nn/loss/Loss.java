package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/** How far a prediction is from its target: small when it is good. Immutable. */
@FunctionalInterface
public interface Loss {
    /**
     * The loss of a prediction. Differentiable with respect to both arguments.
     *
     * @throws IllegalArgumentException if the shapes differ: they are never broadcast
     */
    Tensor apply(Tensor prediction, Tensor target);
}
