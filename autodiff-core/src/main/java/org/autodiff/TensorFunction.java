package org.autodiff;

/** A function of any number of tensors. */
@FunctionalInterface
public interface TensorFunction {
    /** The value at some arguments. */
    Tensor apply(Tensor... arguments);
}
