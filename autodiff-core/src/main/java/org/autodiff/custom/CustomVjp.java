package org.autodiff.custom;

import org.autodiff.Tensor;

/** The derivative of a custom function in reverse mode: a vector-Jacobian product, in tensor operations. */
@FunctionalInterface
public interface CustomVjp {
    /**
     * The gradient of each argument, {@code u' dy/dx}, in the shape of that argument. It must be linear in {@code u}.
     *
     * @param xs the arguments
     * @param y the result of the function for them; what is computed with it is differentiated like everything else
     * @param u the gradient of the result
     * @return one for each argument; null stands for zero
     */
    Tensor[] apply(Tensor[] xs, Tensor y, Tensor u);
}
