package org.autodiff.custom;

import org.autodiff.Tensor;

/** The derivative of a custom function in forward mode: a Jacobian-vector product, in tensor operations. */
@FunctionalInterface
public interface CustomJvp {
    /**
     * The tangent of the result: the sum of {@code dy/dx v} over the arguments, in the shape of the result. It must be
     * linear in {@code vs}.
     *
     * @param xs the arguments
     * @param y the result of the function for them
     * @param vs the tangent of each argument, in its shape; zeros for one that does not move
     */
    Tensor apply(Tensor[] xs, Tensor y, Tensor[] vs);
}
