package org.autodiff;

import org.autodiff.internal.gates.Elementwise;

/** The activation functions of neural networks. */
public sealed interface ActivationOps permits Tensor {

    /** The logistic function {@code 1 / (1 + e^-x)}, in [0, 1]. Derivative {@code y (1 - y)}, accurate in both tails. */
    default Tensor sigmoid() {
        return Engine.apply(Elementwise.SIGMOID, (Tensor) this);
    }

    /** {@code max(x, 0)}; NaN stays NaN. Derivative 1 above 0, else 0; at the kink 0. */
    default Tensor relu() {
        return Engine.apply(Elementwise.RELU, (Tensor) this);
    }
}
