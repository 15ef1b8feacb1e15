package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * What a backward rule finds again of the forward pass. Values that {@link Gate#reads} did not declare have a shape,
 * but reading their numbers throws {@link IllegalStateException}.
 */
public interface Saved {
    /** How many inputs there are. */
    int inputs();

    /** The {@code i}-th input. */
    Tensor input(int i);

    /** The {@code k}-th output. */
    Tensor output(int k);

    /**
     * What {@link Gate#compute} returned; null for the short forms. It has no history: to whoever differentiates the
     * rule again, numbers from it are constants. So a rule that multiplies by them has a right gradient and wrong
     * second derivatives, as the laws will say. Numbers that depend on the inputs are computed from {@link #input} and
     * {@link #output}, or are another output of the gate.
     */
    Object residual();

    /** The shape of the {@code i}-th input: what its gradient will be reduced to. */
    default Shape inputShape(int i) {
        return input(i).shape();
    }
}
