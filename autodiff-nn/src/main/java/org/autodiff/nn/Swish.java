package org.autodiff.nn;

import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.internal.Check;

/**
 * {@code x sigmoid(beta x)} with a learned beta (Ramachandran, Zoph and Le, Searching for activation functions, 2017):
 * {@code x / 2} for beta 0, and close to relu for large beta. Parameter {@code beta}, a number. {@link
 * Activation#swish} has a fixed one.
 */
public final class Swish extends Layer {
    private final Parameter beta;

    private Swish(double initial) {
        Check.finite("swish: beta", initial);
        beta = parameter("beta", NdArray.of(initial), new Fan(1, 1));
    }

    /** With a beta of 1 at first. */
    public static Swish of() {
        return of(1);
    }

    /**
     * With a first value of beta.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public static Swish of(double initial) {
        return new Swish(initial);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.swish(beta);
    }
}
