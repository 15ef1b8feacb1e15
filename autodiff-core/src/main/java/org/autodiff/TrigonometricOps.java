package org.autodiff;

import org.autodiff.internal.gates.Elementwise;

/** The circular and hyperbolic functions of a {@link Tensor} and their inverses, element by element. Angles are in radians. */
public sealed interface TrigonometricOps permits Tensor {

    /** {@code sin x}, x in radians. Derivative {@code cos x}. */
    default Tensor sin() {
        return Engine.apply(Elementwise.SIN, (Tensor) this);
    }

    /** {@code cos x}, x in radians. Derivative {@code -sin x}. */
    default Tensor cos() {
        return Engine.apply(Elementwise.COS, (Tensor) this);
    }

    /** {@code tanh x}, in [-1, 1]. Derivative {@code 1 - tanh^2 x}. */
    default Tensor tanh() {
        return Engine.apply(Elementwise.TANH, (Tensor) this);
    }
}
